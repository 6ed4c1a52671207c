package io.github.listeningports.macos;

import io.github.listeningports.ListeningPortsException;
import org.jspecify.annotations.Nullable;

/** libSystem, loaded when first needed; what failed then fails the same way again, for JNA does not say why a second time. */
final class NativeAccess {

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

    /** IllegalCallerException is what a JVM throws that was told to deny native access, as later ones will by default (JEP 472). */
    private static String message(@Nullable Throwable failure) {
        String remedy = failure instanceof IllegalCallerException
                ? "start the JVM with --enable-native-access="
                        + (LibSystem.class.getModule().isNamed() ? "com.sun.jna" : "ALL-UNNAMED")
                : "JNA unpacks a library where -Djna.tmpdir says, and must be allowed to run it";
        return "the listening ports of macOS are told by libproc only, and JNA cannot call it: " + failure + "; "
                + remedy;
    }
}
