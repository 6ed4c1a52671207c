package io.github.listeningports.macos;

import io.github.listeningports.lab.Machine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A socketfilterfw and a pfctl that are small shell scripts: each records its calls, and does what the test wants. */
final class FakeTools {

    static final String STATE = "socketfilterfw --getglobalstate";
    static final String BLOCK_ALL = "socketfilterfw --getblockall";
    static final String APPS = "socketfilterfw --listapps";
    static final String PF_INFO = "pfctl -s info";
    static final String PF_RULES = "pfctl -s rules";

    static final String MANAGED = "Firewall settings cannot be modified from command line on managed Mac computers.\n";

    /** Never ends, and ignores SIGTERM. */
    static final String HANGS = "trap '' TERM\necho Firewall\nexec sleep 600";

    private final Path directory;

    /** @param directory one of the test's own */
    FakeTools(Path directory) throws IOException {
        Machine.needs(Files.isExecutable(Path.of("/bin/sh")), "a POSIX shell, /bin/sh");
        this.directory = directory;
        for (String tool : List.of("socketfilterfw", "pfctl")) {
            Path script = Files.writeString(directory.resolve(tool), """
                    #!/bin/sh
                    cd '%s'
                    echo "${0##*/} $*" >> calls
                    . "./${0##*/} $*"
                    """.formatted(directory));
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        }
    }

    FirewallTools tools() {
        return in(directory);
    }

    static FirewallTools in(Path directory) {
        return new FirewallTools(directory.resolve("socketfilterfw"), directory.resolve("pfctl"));
    }

    /** Sets the script that a call of the tool runs. */
    FakeTools runs(String command, String script) throws IOException {
        Files.writeString(directory.resolve(command), script + "\n");
        return this;
    }

    /** Sets the output of a call of the tool. */
    FakeTools prints(String command, String text) throws IOException {
        Files.write(directory.resolve(command + ".text"), text.getBytes(StandardCharsets.UTF_8));
        return runs(command, "cat './" + command + ".text'");
    }

    /** The calls of the tools so far, in order. */
    List<String> calls() throws IOException {
        Path calls = directory.resolve("calls");
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }
}
