import io.github.listeningports.macos.MacosListeningPortProvider;
import io.github.listeningports.spi.ListeningPortProvider;

/** The macOS provider of listening ports. */
module io.github.listeningports.macos {
    requires io.github.listeningports;
    requires com.sun.jna;
    requires static org.jspecify;

    provides ListeningPortProvider with
            MacosListeningPortProvider;
}
