package io.github.listeningports.linux;

import io.github.listeningports.ListeningPortsException;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether native code may be used, and the C library where it may.
 *
 * <p>By default ({@code auto}) it is loaded only where the JVM does not print a warning for it, which newer ones do unless native access is enabled.
 */
final class NativeTier {

    static final String PROPERTY = "listeningports.native";

    /** The JDK that began to warn (JEP 472). */
    private static final int WARNS_SINCE = 24;

    /** The values of the system property. */
    enum Mode {
        /** Where it prints no warning, and is needed or pays. */
        AUTO,
        /** Not even where only it can tell. */
        NEVER,
        /** Whenever it can be loaded. */
        ALWAYS;

        static Mode ofProperty() {
            String value = System.getProperty(PROPERTY, "auto");
            for (Mode mode : values()) {
                if (mode.name().toLowerCase(Locale.ROOT).equals(value)) {
                    return mode;
                }
            }
            throw new ListeningPortsException(
                    "-D" + PROPERTY + "=" + value + " is invalid: expected auto, never or always");
        }
    }

    /** Loaded once, when first needed; what failed then fails the same way again. */
    private static final class Loaded {
        static final Optional<LibC> LIBC;
        static final String FAILURE;

        static {
            Optional<LibC> libc = Optional.empty();
            String failure = "";
            try {
                libc = Optional.of(new LibC());
            } catch (VirtualMachineError e) {
                throw e;
            } catch (Error | RuntimeException e) {
                // JNA throws bare Errors; what is denied by the JVM comes as ExceptionInInitializerError.
                Throwable cause = e instanceof ExceptionInInitializerError && e.getCause() != null ? e.getCause() : e;
                failure = cause + advice(cause);
            }
            LIBC = libc;
            FAILURE = failure;
        }
    }

    private final Mode mode;
    private boolean inUse;

    NativeTier(Mode mode) {
        this.mode = mode;
    }

    /** Why it must not be loaded, or could not be; empty if it works. */
    Optional<String> whyNot() {
        return switch (mode) {
            case NEVER -> Optional.of("-D" + PROPERTY + "=never forbids native code");
            case ALWAYS -> loadFailure();
            case AUTO -> {
                Optional<String> reason = whyItWouldWarn();
                yield reason.isPresent() ? reason : loadFailure();
            }
        };
    }

    /** Loads it if that was not done before. */
    LibC libc() {
        inUse = true;
        return Loaded.LIBC.orElseThrow(() -> new IllegalStateException(Loaded.FAILURE));
    }

    /** The links of a process's descriptors, read natively where the tier is in use for another reason: it is no reason to load it. */
    Optional<DirectLinkReader> linkReader() {
        return inUse && libc().readsLinks() ? Optional.of(new DirectLinkReader()) : Optional.empty();
    }

    boolean isAlways() {
        return mode == Mode.ALWAYS;
    }

    private static Optional<String> loadFailure() {
        return Loaded.LIBC.isPresent() ? Optional.empty() : Optional.of("JNA cannot be used: " + Loaded.FAILURE);
    }

    /** Asked by reflection, for the method came with JDK 22; and of the module, without initialising the class. */
    private static Optional<String> whyItWouldWarn() {
        if (Runtime.version().feature() < WARNS_SINCE) {
            return Optional.empty();
        }
        try {
            Module jna = Class.forName("com.sun.jna.Native", false, NativeTier.class.getClassLoader())
                    .getModule();
            Object enabled = Module.class.getMethod("isNativeAccessEnabled").invoke(jna);
            return Boolean.TRUE.equals(enabled)
                    ? Optional.empty()
                    : Optional.of("native code is needed, but the JVM would print a warning for it: start it with"
                            + " --enable-native-access=" + (jna.isNamed() ? jna.getName() : "ALL-UNNAMED")
                            + ", or with -D"
                            + PROPERTY + "=always");
        } catch (ReflectiveOperationException | LinkageError e) {
            return Optional.of("JNA cannot be used: " + e + advice(e));
        }
    }

    /** What to do about a failure, where that is known. */
    private static String advice(Throwable failure) {
        boolean missing = failure instanceof ClassNotFoundException || failure instanceof NoClassDefFoundError;
        if (missing && !String.valueOf(failure.getMessage()).startsWith("Could not initialize")) {
            return "; add the dependency net.java.dev.jna:jna";
        }
        return failure instanceof UnsatisfiedLinkError
                ? "; make sure that JNA can unpack its library and load it (-Djna.tmpdir=DIRECTORY)"
                : "";
    }
}
