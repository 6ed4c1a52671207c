package io.github.listeningports.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The network namespace that a benchmark changes: never that of the machine. */
final class OwnNamespace {

    /** A script that removes all rules. To ask ip_tables for a table that is not there would make it. */
    static final String WITHOUT_RULES = "nft flush ruleset\nfor table in $(cat /proc/net/ip_tables_names); do"
            + " iptables-legacy -t $table -F; iptables-legacy -t $table -X; done\n"
            + "if grep -q filter /proc/net/ip_tables_names; then iptables-legacy -P INPUT ACCEPT; fi\n";

    /** A script that makes three interfaces, unless they are there: JMH's forks share the namespace. */
    static final String INTERFACES = interfaces();

    private OwnNamespace() {}

    /** @throws IllegalStateException in the machine's own namespace */
    static void need() throws IOException {
        if (Files.getAttribute(Path.of("/proc/self/net/dev"), "unix:ino")
                .equals(Files.getAttribute(Path.of("/proc/1/net/dev"), "unix:ino"))) {
            throw new IllegalStateException(
                    "this loads firewall rules: run it in a namespace of its own, unshare --net java -jar ...");
        }
    }

    /** Runs a script of sh(1), with whose first failure it ends. */
    static void run(String script) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("sh", "-e")
                .inheritIO()
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .start();
        shell.getOutputStream().write(script.getBytes(StandardCharsets.UTF_8));
        shell.getOutputStream().close();
        if (shell.waitFor() != 0) {
            throw new IllegalStateException("the rules could not be loaded");
        }
    }

    private static String interfaces() {
        StringBuilder script = new StringBuilder("ip link set lo up\n");
        for (int i = 1; i <= 3; i++) {
            script.append("if ip link add e" + i + " type veth peer name p" + i + " 2>/dev/null; then ip addr add 10.0."
                    + i + ".1/24 dev e" + i + " && ip -6 addr add fd00:" + i + "::1/64 dev e" + i
                    + " nodad && ip link set e" + i + " up; fi\n");
        }
        return script.toString();
    }
}
