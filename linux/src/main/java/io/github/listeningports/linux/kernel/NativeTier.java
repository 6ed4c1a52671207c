package io.github.listeningports.linux.kernel;

import com.sun.jna.NativeLibrary;
import io.github.listeningports.ListeningPortsException;
import io.github.listeningports.spi.NativeLoading;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides whether native code may be used, and gives access to the C library. Closed with its source.
 *
 * <p>By default ({@code auto}) native code is loaded only where the JVM prints no warning for it; newer JVMs warn unless native access is enabled.
 */
public final class NativeTier implements AutoCloseable {

    static final String PROPERTY = "listeningports.native";

    /** The first JDK that warns (JEP 472). */
    private static final int WARNS_SINCE = 24;

    /** The values of the system property. */
    public enum Mode {
        /** Used where it causes no warning, and is needed or pays off. */
        AUTO,
        /** Not used, even for data that only it can provide. */
        NEVER,
        /** Used whenever it can be loaded. */
        ALWAYS;

        public static Mode ofProperty() {
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

    /** Loaded once, on first use; a failure is permanent. */
    private static final class Loaded {
        static final Optional<LibC> LIBC;
        static final String FAILURE;

        static {
            Optional<LibC> libc = Optional.empty();
            String failure = "";
            try {
                Optional<String> why = JnaLoading.whyItWouldPrint();
                failure = why.orElse("");
                if (why.isEmpty()) {
                    JnaLoading.nameLibraryDirectories();
                    libc = Optional.of(NativeLoading.load(NativeLibrary.class, "getProcess", NativeTier::newLibC));
                }
            } catch (VirtualMachineError e) {
                if (!String.valueOf(e.getMessage()).startsWith("unable to create native thread")) {
                    throw e;
                }
                failure =
                        "it needs a thread, and no thread can be started: raise the limit of threads (ulimit -u, pids.max)";
            } catch (Error | RuntimeException e) {
                // JNA throws bare Errors; access denied by the JVM arrives as an ExceptionInInitializerError.
                Throwable cause = e instanceof ExceptionInInitializerError && e.getCause() != null ? e.getCause() : e;
                failure = cause + advice(cause);
            }
            LIBC = libc;
            FAILURE = failure;
        }
    }

    private final Mode mode;
    private volatile boolean inUse;
    private boolean manyLinks;
    private boolean bindsLinks;
    private boolean closed;

    public NativeTier(Mode mode) {
        this.mode = mode;
    }

    /** Why native code must not or cannot be loaded; empty if it can be used. */
    public Optional<String> whyNot() {
        return switch (mode) {
            case NEVER -> Optional.of("-D" + PROPERTY + "=never forbids native code");
            case ALWAYS -> loadFailure();
            case AUTO -> {
                Optional<String> reason = whyItWouldWarn();
                yield reason.isPresent() ? reason : loadFailure();
            }
        };
    }

    /** The C library, loaded on first use. */
    public LibC libc() {
        inUse = true;
        if (Loaded.LIBC.isEmpty()) {
            throw new IllegalStateException(Loaded.FAILURE);
        }
        return Loaded.LIBC.get();
    }

    /**
     * Makes {@link DirectCalls} callable until {@link #releaseLinks}, unless this returns false. They are used only with the tier already in use: links alone do not
     * justify loading native code. Nor do a few of them justify binding these calls: see {@link #expectManyLinks}. They stay bound until this tier is closed, so that only the first call is expensive.
     */
    public synchronized boolean acquireLinks() {
        if (!inUse || closed) {
            return false;
        }
        Optional<DirectBinding> binding = libc().directCalls();
        if (binding.isEmpty() || !binding.get().acquire(manyLinks || isAlways())) {
            return false;
        }
        if (!bindsLinks) {
            bindsLinks = binding.get().acquire(true);
        }
        return true;
    }

    /** Says that there is enough to read that binding {@link DirectCalls} pays at once. */
    public synchronized void expectManyLinks() {
        manyLinks = true;
    }

    /** Ends the use of {@link DirectCalls} that began with {@link #acquireLinks}. */
    public void releaseLinks() {
        libc().directCalls().orElseThrow().release();
    }

    /** Idempotent. Whoever still calls {@link DirectCalls} then can finish. */
    @Override
    public synchronized void close() {
        closed = true;
        if (bindsLinks) {
            bindsLinks = false;
            releaseLinks();
        }
    }

    public boolean isAlways() {
        return mode == Mode.ALWAYS;
    }

    /** Not in {@link Loaded}: its initialiser waits for the thread that calls this. */
    private static LibC newLibC() {
        return new LibC();
    }

    private static Optional<String> loadFailure() {
        return Loaded.LIBC.isPresent() ? Optional.empty() : Optional.of("JNA cannot be used: " + Loaded.FAILURE);
    }

    /** Uses reflection, as the method came with JDK 22; and queries the module without initialising the class. */
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

    /** The remedy for a failure, where one is known. */
    private static String advice(Throwable failure) {
        boolean missing = failure instanceof ClassNotFoundException || failure instanceof NoClassDefFoundError;
        if (missing && !String.valueOf(failure.getMessage()).startsWith("Could not initialize")) {
            return "; add the dependency net.java.dev.jna:jna";
        }
        if (failure instanceof IncompatibleClassChangeError) {
            return "; this JNA is probably too old: use the version that listening-ports depends on";
        }
        if (failure.getClass().getName().equals("java.lang.IllegalCallerException")) {
            return "; start the JVM with --enable-native-access=ALL-UNNAMED (on the module path =com.sun.jna)";
        }
        return failure instanceof UnsatisfiedLinkError
                ? "; make sure that JNA can unpack its library and load it (-Djna.tmpdir=DIRECTORY)"
                : "";
    }
}
