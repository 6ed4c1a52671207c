/** JUnit extensions for ports: {@link io.github.listeningports.junit}. */
module io.github.listeningports.junit {
    requires transitive io.github.listeningports;
    requires transitive org.junit.jupiter.api;
    requires static org.jspecify;

    exports io.github.listeningports.junit;

    // makes the extensions that the annotations name
    opens io.github.listeningports.junit to
            org.junit.platform.commons;
}
