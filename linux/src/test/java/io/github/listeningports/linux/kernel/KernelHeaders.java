package io.github.listeningports.linux.kernel;

import io.github.listeningports.lab.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** What a C compiler finds in the kernel's headers. */
public final class KernelHeaders {

    private KernelHeaders() {}

    /** Skips the test where there is no compiler, or not this header. */
    public static void needs(String header) {
        Machine.needs("gcc");
        Machine.needs(
                Machine.succeeds("sh", "-c", "echo '#include <" + header + ">' | gcc -E - >/dev/null 2>&1"),
                "the kernel's headers (linux-libc-dev)");
    }

    /** The values of C expressions, by their names. */
    public static Map<String, Integer> values(String includes, Map<String, String> expressions, Path directory)
            throws IOException {
        StringBuilder source = new StringBuilder(includes).append("int main(void) {\n");
        expressions.forEach((name, expression) -> source.append("printf(\"%s %d\\n\", \"")
                .append(name)
                .append("\", (int) (")
                .append(expression)
                .append("));\n"));
        Path file = Files.writeString(directory.resolve("numbers.c"), source.append("}\n"));
        Path program = directory.resolve("numbers");
        Machine.run("gcc", "-o", program.toString(), file.toString());
        Map<String, Integer> found = new TreeMap<>();
        for (String line : Machine.run(program.toString()).lines().toList()) {
            String[] words = line.split(" ", 2);
            found.put(words[0], Integer.parseInt(words[1]));
        }
        return found;
    }
}
