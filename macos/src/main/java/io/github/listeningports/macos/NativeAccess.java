package io.github.listeningports.macos;

import io.github.listeningports.ListeningPortsException;
import org.jspecify.annotations.Nullable;

/** libSystem, loaded when first needed; what failed then fails the same way again, for JNA does not say why a second time. */
final class NativeAccess {

    private static final int WARNS_SINCE = 24;

    private final String library;
    private @Nullable LibSystem loaded;
    private @Nullable Throwable failure;

    NativeAccess(String library) {
        this.library = library;
    }

    /** @throws ListeningPortsException if it cannot be loaded: there is no other way to see a Mac's ports */
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
                return new LibSystem(library);
            } catch (VirtualMachineError e) {
                throw e;
            } catch (Error | RuntimeException e) {
                // JNA throws bare Errors; what is denied by the JVM comes as ExceptionInInitializerError.
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
     * Whether native access is not enabled for JNA, which newer JVMs warn of and later ones will deny (JEP 472). The failure itself does not always tell, for JNA's
     * classes fail in another way the second time; the method came with JDK 22, so it is asked for by reflection.
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
            return false; // there is no JNA to allow it for
        }
    }
}
