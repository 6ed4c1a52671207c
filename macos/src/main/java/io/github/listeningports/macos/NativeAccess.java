package io.github.listeningports.macos;

import com.sun.jna.NativeLibrary;
import io.github.listeningports.ListeningPortsException;
import io.github.listeningports.spi.NativeLoading;
import org.jspecify.annotations.Nullable;

/** libSystem, loaded on first use. A failure is kept and thrown again, since JNA reports its cause only once. */
final class NativeAccess {

    private static final int WARNS_SINCE = 24;

    private final String library;
    private @Nullable LibSystem loaded;
    private @Nullable Throwable failure;

    NativeAccess(String library) {
        this.library = library;
    }

    /** @throws ListeningPortsException if it cannot be loaded; macOS offers no other way to list ports */
    synchronized LibSystem libSystem() {
        LibSystem system = loaded;
        if (system == null) {
            system = load();
            loaded = system;
        }
        return system;
    }

    private LibSystem load() {
        if (failure == null) {
            try {
                return NativeLoading.load(NativeLibrary.class, "getProcess", () -> new LibSystem(library));
            } catch (VirtualMachineError e) {
                throw e;
            } catch (Error | RuntimeException e) {
                // JNA throws bare Errors; a denial by the JVM arrives as ExceptionInInitializerError.
                failure = e instanceof ExceptionInInitializerError && e.getCause() != null ? e.getCause() : e;
            }
        }
        throw new ListeningPortsException(message(failure), failure);
    }

    private static String message(@Nullable Throwable failure) {
        String flag = isDenied()
                ? "start the JVM with --enable-native-access="
                        + (LibSystem.class.getModule().isNamed() ? "com.sun.jna" : "ALL-UNNAMED") + "; "
                : "";
        return "listening ports on macOS require libproc, which JNA cannot call: " + failure + "; " + flag
                + "JNA unpacks its native library into the directory set by -Djna.tmpdir, and must be allowed to"
                + " load it from there";
    }

    /**
     * Whether native access is not enabled for JNA: newer JVMs warn about it and later ones will deny it (JEP 472). The failure itself does not always show it,
     * because JNA's classes fail differently the second time. By reflection, since the method exists only from JDK 22 on.
     */
    private static boolean isDenied() {
        if (Runtime.version().feature() < WARNS_SINCE) {
            return false;
        }
        try {
            Module jna = Class.forName("com.sun.jna.Native", false, NativeAccess.class.getClassLoader())
                    .getModule();
            return !Boolean.TRUE.equals(
                    Module.class.getMethod("isNativeAccessEnabled").invoke(jna));
        } catch (ReflectiveOperationException | LinkageError e) {
            return false; // without JNA there is nothing to enable
        }
    }
}
