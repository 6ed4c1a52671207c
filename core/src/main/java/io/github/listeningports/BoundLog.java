package io.github.listeningports;

import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Logs through SLF4J, if exactly one binding is there. Otherwise nothing is logged: SLF4J prints a warning at the first getLogger if there is none (LoggerFactory.bind), and if there are several
 * or the property slf4j.provider names one.
 */
final class BoundLog {

    /** The class that users call, rather than this one. */
    private static final String LOGGER = BoundLog.class.getPackageName() + ".ListeningPorts";

    private BoundLog() {}

    /** For {@link Diagnostic}s that concern the program as a whole, at DEBUG. */
    static void debug(Diagnostic diagnostic) {
        if (isBound()) {
            LoggerFactory.getLogger(LOGGER).debug("{}", diagnostic);
        }
    }

    /** For what nobody else reports, and somebody has to mend. */
    static void warn(String message, Throwable cause) {
        if (isBound()) {
            LoggerFactory.getLogger(LOGGER).warn(message, cause);
        }
    }

    private static boolean isBound() {
        try {
            if (System.getProperty("slf4j.provider") != null) {
                return false;
            }
            Iterator<SLF4JServiceProvider> found = ServiceLoader.load(
                            SLF4JServiceProvider.class, LoggerFactory.class.getClassLoader())
                    .iterator();
            if (!found.hasNext()) {
                return false;
            }
            found.next();
            return !found.hasNext();
        } catch (ServiceConfigurationError | LinkageError e) {
            return false; // no slf4j-api, one before 2.0, or a binding that SLF4J cannot load either
        }
    }
}
