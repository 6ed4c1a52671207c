import io.github.listeningports.linux.LinuxListeningPortProvider;
import io.github.listeningports.spi.ListeningPortProvider;

/** The Linux provider of listening ports. */
module io.github.listeningports.linux {
    requires io.github.listeningports;
    requires static com.sun.jna;
    requires static org.jspecify;

    provides ListeningPortProvider with
            LinuxListeningPortProvider;
}
