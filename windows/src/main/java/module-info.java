import io.github.listeningports.spi.ListeningPortProvider;
import io.github.listeningports.windows.WindowsListeningPortProvider;

/** The Windows provider of listening ports. */
module io.github.listeningports.windows {
    requires io.github.listeningports;
    requires com.sun.jna;
    requires static org.jspecify;

    provides ListeningPortProvider with
            WindowsListeningPortProvider;
}
