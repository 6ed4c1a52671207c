package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The numbers that we took from the kernel's headers are those that a C compiler finds there. */
class KernelNumbersTest {

    @BeforeAll
    static void needsTheHeaders() {
        Machine.needs("gcc");
        Machine.needs(
                Machine.succeeds(
                        "sh", "-c", "echo '#include <linux/netfilter/nf_tables.h>' | gcc -E - >/dev/null 2>&1"),
                "the kernel's headers (linux-libc-dev)");
    }

    @Test
    void attributes(@TempDir Path directory) throws Exception {
        Map<String, Integer> ours = numbers(Nfta.class, "NFTA_");
        assertEquals(compiled(ours, directory), ours);
    }

    @Test
    void keys(@TempDir Path directory) throws Exception {
        Map<String, Integer> ours = numbers(NftKey.class, "NFT_");
        assertEquals(compiled(ours, directory), ours);
    }

    private static Map<String, Integer> numbers(Class<?> constants, String prefix) throws IllegalAccessException {
        Map<String, Integer> numbers = new TreeMap<>();
        for (Field field : constants.getDeclaredFields()) {
            if (!field.isSynthetic()) { // a coverage tool's
                numbers.put(prefix + field.getName(), field.getInt(null));
            }
        }
        return numbers;
    }

    private static Map<String, Integer> compiled(Map<String, Integer> names, Path directory) throws IOException {
        StringBuilder source = new StringBuilder("""
                #include <stdio.h>
                #include <linux/netfilter/nf_tables.h>
                #include <linux/netfilter/nf_tables_compat.h>
                int main(void) {
                """);
        names.keySet()
                .forEach(name -> source.append("printf(\"%s %d\\n\", \"")
                        .append(name)
                        .append("\", ")
                        .append(name)
                        .append(");\n"));
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
