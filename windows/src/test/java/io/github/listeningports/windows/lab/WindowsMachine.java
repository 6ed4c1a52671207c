package io.github.listeningports.windows.lab;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import io.github.listeningports.lab.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Windows, real or wine, and the programs in C that the tests run there. */
public final class WindowsMachine {

    /** The directory of the compiled programs of {@code src/test/c} when these tests run on wine: see .ci/wine. */
    private static final String COMPILED = System.getProperty("listeningports.test.compiled", "");

    private WindowsMachine() {}

    public static void needsWindows() {
        String system = System.getProperty("os.name");
        Machine.needs(
                Machine.isWindows(),
                "Windows, and this is " + system + "; bash .ci/run, as root on Debian, tests on wine");
    }

    /** Whether this Windows is wine, which has a function that Windows does not have. */
    public static boolean isWine() {
        return Machine.isWindows() && Wine.IS_WINE;
    }

    /** The program of lab.c. */
    public static Path lab() {
        return compiled("lab.exe", "lab.c", "-lws2_32");
    }

    /** The library of iphlpapi.c, under another name: wine uses its own for every path that ends with iphlpapi.dll. */
    public static Path fakeIpHelper() {
        return compiled("fakeiphlpapi.dll", "iphlpapi.c", "-shared");
    }

    /** The library of ntdll.c. */
    public static Path fakeNtdll() {
        return compiled("fakentdll.dll", "ntdll.c", "-shared");
    }

    /** The library of advapi32.c. */
    public static Path fakeAdvapi32() {
        return compiled("fakeadvapi32.dll", "advapi32.c", "-shared");
    }

    /** The library of fwpolicy.c. */
    public static Path fakeFirewallPolicy() {
        return compiled("fwpolicy.dll", "fwpolicy.c", "-shared");
    }

    private static Path compiled(String name, String source, String option) {
        needsWindows();
        if (!COMPILED.isEmpty()) {
            return Path.of(COMPILED, name).toAbsolutePath();
        }
        try {
            Path target = Files.createDirectories(Path.of("target", "compiled"))
                    .resolve(name)
                    .toAbsolutePath();
            if (Files.notExists(target)) {
                Machine.needs(Machine.succeeds("gcc", "--version"), "gcc (MinGW-w64), which is not installed");
                String file = Path.of("src", "test", "c", source).toString();
                Machine.run("gcc", "-O1", "-o", target.toString(), file, option);
            }
            return target;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static final class Wine {
        static final boolean IS_WINE = isWine();

        private static boolean isWine() {
            try (NativeLibrary ntdll = NativeLibrary.getInstance("ntdll")) {
                Function version = ntdll.getFunction("wine_get_version");
                return !version.getName().isEmpty();
            } catch (UnsatisfiedLinkError e) {
                return false;
            }
        }
    }
}
