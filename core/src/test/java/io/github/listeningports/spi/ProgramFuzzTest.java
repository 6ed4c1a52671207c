package io.github.listeningports.spi;

import static io.github.listeningports.lab.FuzzTarget.texts;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.Program;
import io.github.listeningports.lab.FuzzTarget;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Any bytes as a command line. */
class ProgramFuzzTest {

    static List<FuzzTarget> targets() {
        return List.of(new FuzzTarget(
                "program",
                texts(
                        "java\0/usr/bin/java\0-Xmx1g\0-cp\0a.jar\0-jar\0/srv/orders.jar\0--token\0hunter2",
                        "java\0java\0@jvm.args\0--module=org.app/org.app.Main",
                        "python3.11\0/srv/venv/bin/python3.11\0-um\0uvicorn\0app:app",
                        "node\0node\0--require\0./hook.js\0--inspect\0/srv/app.mjs",
                        "ruby\0ruby\0-W:no-deprecated\0-I\0lib\0-r\0bundler/setup\0bin/puma",
                        "perl\0perl\0-w\0-MFoo=bar\0-T\0daemon.pl",
                        "php8.2\0php8.2\0-S\0localhost:8000\0-t\0public\0router.php\0--\0x",
                        "bash\0-bash\0--rcfile\0/etc/x\0-eu\0-o\0pipefail\0run.sh",
                        "dotnet\0dotnet\0exec\0--runtimeconfig\0a.json\0Orders.dll",
                        "mono-sgen\0mono\0--config\0a.config\0/srv/Orders.exe"),
                ProgramFuzzTest::program));
    }

    @TestFactory
    Stream<DynamicTest> any() {
        return FuzzTarget.tests(targets());
    }

    /** The name is in one argument; and neither an option, nor a key and its value, nor an address. */
    private static void program(byte[] bytes) {
        List<String> words = List.of(new String(bytes, StandardCharsets.UTF_8).split("\0", -1));
        String executable = words.get(0);
        List<String> arguments = words.subList(1, words.size());
        Optional<Program> program = ProgramParser.parse(executable, arguments);
        program.ifPresent(found -> {
            String name = found.name();
            assertTrue(ProgramParser.isInterpreter(executable), executable);
            assertFalse(name.isBlank() || name.length() > 255 || name.startsWith("-"), name);
            assertTrue(name.chars().noneMatch(c -> c == '=' || c == ':' || c == '@'), name);
            assertTrue(arguments.stream().skip(1).anyMatch(each -> each.contains(name)), name);
        });
    }
}
