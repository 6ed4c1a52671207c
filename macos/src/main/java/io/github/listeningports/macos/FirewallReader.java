package io.github.listeningports.macos;

import io.github.listeningports.macos.ApplicationFirewall.State;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the settings of the Application Firewall, and as root those of pf, through their tools. Each command runs at most once, all of them within the
 * request's time limit, and none that an earlier answer makes unnecessary: a firewall that is off is not queried further.
 */
final class FirewallReader {

    /** How long answers are cached, failures included: a tool that hangs must not cost its time limit in every snapshot. */
    static final Duration MAX_AGE = Duration.ofSeconds(10);

    private static final Duration MAX_TIMEOUT = Duration.ofDays(1);
    private static final int MAX_QUOTED = 120;

    private final FirewallTools tools;
    private final Duration timeout;
    private final LongSupplier nanoTime;
    private @Nullable Firewall remembered;
    private long readAt;

    /**
     * @param timeout for all commands together
     * @param nanoTime the clock that bounds the age of cached answers
     */
    FirewallReader(FirewallTools tools, Duration timeout, LongSupplier nanoTime) {
        this.tools = tools;
        this.timeout = timeout.compareTo(MAX_TIMEOUT) > 0 ? MAX_TIMEOUT : timeout;
        this.nanoTime = nanoTime;
    }

    /** Without a deadline of the snapshot. */
    Firewall read(boolean root) {
        return read(root, Deadline.none());
    }

    /** @param root whether pf can be queried */
    Firewall read(boolean root, Deadline ofSnapshot) {
        Firewall answer = remembered;
        long now = nanoTime.getAsLong();
        if (answer == null || now - readAt >= MAX_AGE.toNanos()) {
            if (ofSnapshot.isOver()) {
                return new Firewall(ApplicationFirewall.unknown(ofSnapshot.reason()), notQueried());
            }
            long deadline = System.nanoTime() + ofSnapshot.within(timeout).toNanos();
            ApplicationFirewall application = application(deadline);
            answer = new Firewall(application, mayAllow(application) ? packetFilter(root, deadline) : notQueried());
            // An interrupt says nothing about the firewall, and neither does a snapshot without time.
            remembered = Thread.currentThread().isInterrupted() || ofSnapshot.isOver() ? null : answer;
            readAt = now;
        }
        return answer;
    }

    /** pf matters only here: it cannot let through what the Application Firewall blocks. */
    private static boolean mayAllow(ApplicationFirewall application) {
        return application.state() == State.OFF || application.rules().stream().anyMatch(AppRule::allows);
    }

    private static PacketFilter notQueried() {
        return PacketFilter.unknown("pf was not queried: it cannot change the verdict");
    }

    private ApplicationFirewall application(long deadline) {
        try {
            return queryApplication(deadline);
        } catch (IOException e) {
            return ApplicationFirewall.unknown(String.valueOf(e.getMessage()));
        }
    }

    private ApplicationFirewall queryApplication(long deadline) throws IOException {
        String output = run(deadline, tools.socketfilterfw(), "--getglobalstate");
        State state = SocketFilterParser.globalState(output)
                .orElseThrow(notUnderstood(tools.socketfilterfw(), "--getglobalstate", output));
        if (state == State.OFF) {
            return ApplicationFirewall.off();
        }
        output = run(deadline, tools.socketfilterfw(), "--getblockall");
        if (SocketFilterParser.blocksAll(output)
                .orElseThrow(notUnderstood(tools.socketfilterfw(), "--getblockall", output))) {
            return ApplicationFirewall.blocksAll();
        }
        if (state == State.BLOCKS_ALL) {
            throw new IOException(
                    tools.socketfilterfw()
                            + " contradicts itself: by --getglobalstate all connections are blocked, by --getblockall they are not");
        }
        output = run(deadline, tools.socketfilterfw(), "--listapps");
        return ApplicationFirewall.byApplication(SocketFilterParser.applications(output)
                .orElseThrow(notUnderstood(tools.socketfilterfw(), "--listapps", output)));
    }

    private PacketFilter packetFilter(boolean root, long deadline) {
        if (!root) {
            return PacketFilter.unknown("only root can see whether the packet filter pf is on (pfctl -s info)");
        }
        try {
            String info = run(deadline, tools.pfctl(), "-s", "info");
            Optional<Boolean> enabled = PfParser.isEnabled(info);
            if (enabled.isEmpty()) {
                throw notUnderstood(tools.pfctl(), "-s info", info).get();
            }
            return enabled.get() ? enabled(run(deadline, tools.pfctl(), "-s", "rules")) : PacketFilter.isOff();
        } catch (IOException e) {
            return PacketFilter.unknown(String.valueOf(e.getMessage()));
        }
    }

    /** The list leaves out anchors and redirections, so no list of rules, not even an empty one, settles the verdict. */
    private static PacketFilter enabled(String output) {
        List<String> rules = PfParser.rules(output);
        return PacketFilter.unknown("the packet filter pf is on, and this version does not evaluate its rules: "
                + (rules.isEmpty()
                        ? "none in the main ruleset, but perhaps redirections (pfctl -s nat)"
                        : String.join(
                                        "; ",
                                        rules.stream()
                                                .limit(2)
                                                .map(FirewallReader::quote)
                                                .toList())
                                + (rules.size() > 2 ? " and " + (rules.size() - 2) + " more" : "")
                                + ", and those in anchors (pfctl -a '*' -s rules)"));
    }

    /**
     * Returns the output of a tool.
     *
     * @throws IOException if it fails; its message becomes part of a verdict's reason
     */
    private String run(long deadline, Path tool, String... arguments) throws IOException {
        List<String> command =
                Stream.concat(Stream.of(tool.toString()), Stream.of(arguments)).toList();
        String name = String.join(" ", command);
        if (timeout.isZero()) {
            throw new IOException(name + " was not run: the request allows no time for it (withFirewallTimeout)");
        }
        CommandOutput output;
        try {
            output = CommandReader.read(command, deadline);
        } catch (IOException e) {
            throw new IOException(name + " failed: " + e.getMessage(), e);
        }
        if (SocketFilterParser.isManaged(output.text())) {
            throw new IOException(name + " reports nothing on a managed Mac");
        }
        if (output.exitStatus() != 0) {
            throw new IOException(
                    name + " failed with status " + output.exitStatus() + " and printed " + quote(output.text()));
        }
        return output.text();
    }

    private static Supplier<IOException> notUnderstood(Path tool, String argument, String output) {
        return () -> new IOException(
                tool + " " + argument + " printed what this version does not understand: " + quote(output));
    }

    /** The first line that is not blank. */
    private static String quote(String text) {
        String line = text.lines()
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .findFirst()
                .orElse("");
        return line.isEmpty()
                ? "nothing"
                : "\"" + (line.length() > MAX_QUOTED ? line.substring(0, MAX_QUOTED) + "..." : line) + "\"";
    }
}
