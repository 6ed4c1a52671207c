package io.github.listeningports.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** Where and with what it was measured; nothing that names the machine itself. */
final class Machine {

    private static final String OSHI = "/META-INF/maven/com.github.oshi/oshi-core/pom.properties";

    private Machine() {}

    static List<String> facts() {
        List<String> facts = new ArrayList<>();
        facts.add("date: " + LocalDate.now(ZoneOffset.UTC));
        facts.add("machine: %d x %s, %s %s, %s; load average %.2f"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        firstMatch(Path.of("/proc/cpuinfo"), "model name"),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        System.getProperty("os.arch"),
                        loadAverage()));
        facts.add("JDK: " + System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        facts.add("OSHI: " + versionOfOshi());
        addVersion(facts, "ss (iproute2)", "\\d+\\.\\d.*", "ss", "-V");
        addVersion(facts, "netstat (net-tools)", "\\d.*", "netstat", "-V");
        addVersion(facts, "lsof", "revision: .*", "lsof", "-v");
        psutil().ifPresent(version -> facts.add("psutil: " + version));
        return facts;
    }

    /** That of the last minute. */
    static double loadAverage() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    static boolean isInstalled(String tool) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
    }

    /** The version of psutil; empty if it is not installed for the python3 of the path. */
    static Optional<String> psutil() {
        return say("\\d.*", "python3", "-c", "import psutil; print(psutil.__version__)");
    }

    private static void addVersion(List<String> facts, String name, String pattern, String... command) {
        say(pattern, command).ifPresent(version -> facts.add(name + ": " + version.replace("revision: ", "")));
    }

    /** The part that a pattern finds in the first line that has it. */
    private static Optional<String> say(String pattern, String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said;
            try (InputStream in = process.getInputStream()) {
                said = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
            if (process.waitFor() != 0) {
                return Optional.empty();
            }
            // "ss utility, iproute2-6.1.0": what comes before the version is said by its name already.
            return said.lines()
                    .map(line -> line.replaceFirst("^.*?(" + pattern + ")$", "$1"))
                    .filter(line -> line.matches(pattern))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String firstMatch(Path file, String key) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("?");
        } catch (IOException e) {
            return "?";
        }
    }

    private static String versionOfOshi() {
        Properties properties = new Properties();
        try (InputStream in = Machine.class.getResourceAsStream(OSHI)) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            return "?";
        }
        return properties.getProperty("version", "?");
    }
}
