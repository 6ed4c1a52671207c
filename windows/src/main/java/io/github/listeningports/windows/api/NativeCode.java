package io.github.listeningports.windows.api;

import com.sun.jna.NativeLibrary;
import io.github.listeningports.ListeningPortsException;
import io.github.listeningports.spi.NativeLoading;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All native functions, loaded once, on first use. A failure to load is permanent.
 *
 * @param accounts the names of accounts
 * @param debugPrivilege rights to read with, on request
 */
public record NativeCode(
        IpHelper ipHelper,
        ProcessApi processes,
        ServiceApi services,
        AccountApi accounts,
        RegistryApi registry,
        DebugPrivilege debugPrivilege) {

    private static final class Loaded {
        static final @Nullable NativeCode CODE;
        static final @Nullable ListeningPortsException FAILURE;

        static {
            NativeCode code = null;
            ListeningPortsException failure = null;
            try {
                code = load(NativeCode::ofThisMachine);
            } catch (ListeningPortsException e) {
                failure = e;
            }
            CODE = code;
            FAILURE = failure;
        }
    }

    /**
     * The native functions, loaded by the first call.
     *
     * @throws ListeningPortsException if they cannot be loaded; its message says what to do
     */
    public static NativeCode get() {
        NativeCode code = Loaded.CODE;
        if (code == null) {
            String message = Loaded.FAILURE == null ? "" : String.valueOf(Loaded.FAILURE.getMessage());
            // A new exception: its stack is the caller's.
            throw new ListeningPortsException(message, Loaded.FAILURE == null ? new Error() : Loaded.FAILURE);
        }
        return code;
    }

    /** The same with another library instead of iphlpapi.dll. */
    public NativeCode withIpHelper(String library) {
        return new NativeCode(
                load(() -> new IpHelper(library)), processes, services, accounts, registry, debugPrivilege);
    }

    /** The same with another library instead of what ntdll.dll says of the system. */
    NativeCode withNtdll(String library) {
        return load(() -> new NativeCode(
                ipHelper,
                new ProcessApi(new SystemInformationApi(library)),
                services,
                accounts,
                registry,
                debugPrivilege));
    }

    /** Not in {@link Loaded}: its initialiser waits for the thread that calls this. */
    private static NativeCode ofThisMachine() {
        return new NativeCode(
                new IpHelper(IpHelper.LIBRARY),
                new ProcessApi(new SystemInformationApi("ntdll.dll")),
                new ServiceApi(),
                new AccountApi(),
                new RegistryApi(),
                new DebugPrivilege("advapi32.dll"));
    }

    private static <T> T load(Supplier<T> loading) {
        try {
            return NativeLoading.load(NativeLibrary.class, "getProcess", loading);
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Error | RuntimeException e) {
            // JNA throws bare Errors; a denial by the JVM arrives as ExceptionInInitializerError.
            Throwable cause = e instanceof ExceptionInInitializerError && e.getCause() != null ? e.getCause() : e;
            throw new ListeningPortsException(
                    "the socket tables of Windows are read by native code, which cannot be loaded: " + cause
                            + advice(cause),
                    e);
        }
    }

    private static String advice(Throwable cause) {
        String version = System.getProperty("os.version", "");
        String architecture = System.getProperty("os.arch", "");
        return SystemAdvice.of(version, architecture, String.valueOf(cause.getMessage()))
                .orElseGet(NativeCode::adviceOnJna);
    }

    private static String adviceOnJna() {
        return jnaModule()
                .filter(jna -> !isNativeAccessEnabled(jna))
                .map(jna ->
                        "; start Java with --enable-native-access=" + (jna.isNamed() ? jna.getName() : "ALL-UNNAMED"))
                .orElse("; check that jna.jar is present and can unpack its library (-Djna.tmpdir=DIRECTORY)");
    }

    private static Optional<Module> jnaModule() {
        try {
            return Optional.of(Class.forName("com.sun.jna.Native", false, NativeCode.class.getClassLoader())
                    .getModule());
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.empty();
        }
    }

    /** By reflection: the method exists since JDK 22; before, every module may call native code. */
    private static boolean isNativeAccessEnabled(Module module) {
        try {
            return Boolean.TRUE.equals(
                    Module.class.getMethod("isNativeAccessEnabled").invoke(module));
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}
