/** The one module to require: the API, and a provider for each operating system. */
module io.github.listeningports.all {
    requires transitive io.github.listeningports;
    requires io.github.listeningports.linux;
    requires io.github.listeningports.macos;
    requires io.github.listeningports.windows;
    requires com.sun.jna;
    requires static com.fasterxml.jackson.core; // the program alone
    requires static info.picocli;
    requires static org.jspecify;
}
