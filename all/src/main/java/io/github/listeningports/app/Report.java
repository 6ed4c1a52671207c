package io.github.listeningports.app;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** Everything that a maintainer needs to judge what we list on a machine that he does not have: our table in each mode, the system's own tools, and the differences. */
final class Report {

    private static final Duration TOOLS_OF_A_FIREWALL = Duration.ofSeconds(20);

    private final Function<SnapshotRequest, PortSnapshot> ports;
    private final Function<SystemTool, ToolReader.Output> run;
    private final List<SystemTool> tools;
    private final StringBuilder text = new StringBuilder();
    private final List<String> differences = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private int compared;

    /** @param run starts a tool */
    Report(
            Function<SnapshotRequest, PortSnapshot> ports,
            Function<SystemTool, ToolReader.Output> run,
            List<SystemTool> tools) {
        this.ports = ports;
        this.run = run;
        this.tools = tools;
    }

    /**
     * Looks, runs the tools, compares. Where we cannot look, the report contains the reason, and what the tools list.
     */
    String write(String version, boolean anonymous) {
        section("This machine");
        machine(version);
        section("Differences between ours and the tools' listeners");
        int summary = text.length();
        tables();
        tools.stream().filter(tool -> tool.parser().isPresent()).forEach(this::compare);
        for (SystemTool tool : tools) {
            if (tool.parser().isEmpty()) {
                show(tool, anonymous);
            }
        }
        text.insert(summary, summary());
        return anonymous ? anonymizer().apply(text.toString()) : text.toString();
    }

    /** Whether something differs, or nothing could be compared. */
    boolean isDifferent() {
        return !differences.isEmpty() || compared == 0;
    }

    /** Whether the ports could not be listed in some mode. */
    boolean isFailed() {
        return !failures.isEmpty();
    }

    /** The differences, one a line. */
    String summary() {
        if (isFailed()) {
            return failures.get(0) + "\n";
        }
        if (compared == 0) {
            return "nothing could be compared: no tool listed a listener\n";
        }
        return differences.isEmpty() ? "none\n" : String.join("\n", differences) + "\n";
    }

    private void machine(String version) {
        line("listening-ports " + version + ", " + Instant.now());
        for (String name : List.of(
                "os.name",
                "os.version",
                "os.arch",
                "java.version",
                "java.vendor",
                "java.vm.name",
                "user.name",
                "native.encoding",
                "user.language",
                "listeningports.provider")) {
            // 17.0.21.1 alone reads as an address, and would be replaced.
            line(name + " = " + (name.endsWith(".version") ? "v" : "") + System.getProperty(name, ""));
        }
        line("processors = " + Runtime.getRuntime().availableProcessors());
    }

    /** Our table in each mode. The modes read different sources, and must list the same ports. */
    private void tables() {
        Map<String, SnapshotRequest> modes = new LinkedHashMap<>();
        modes.put("ports()", SnapshotRequest.ports());
        modes.put("owners()", SnapshotRequest.owners());
        modes.put("standard()", SnapshotRequest.standard().withFirewallTimeout(TOOLS_OF_A_FIREWALL));
        modes.put("detailed()", SnapshotRequest.detailed().withFirewallTimeout(TOOLS_OF_A_FIREWALL));
        modes.forEach((name, request) -> {
            section("Ours: " + name);
            long start = System.nanoTime();
            PortSnapshot snapshot = look(request);
            line("in " + Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms, "
                    + (snapshot.isComplete() ? "complete" : "not complete"));
            new PortTable(false, Optional.empty(), OptionalInt.empty())
                    .lines(snapshot.ports())
                    .forEach(row -> line(row.toString()));
            if (request.asksForFirewall()) {
                Listing.reasons(snapshot.ports()).forEach(this::line);
            }
            Listing.remarks(snapshot, snapshot.ports()).forEach(this::line);
            if (name.equals("detailed()")) {
                snapshot.forEach(port -> line(port + " " + port.id() + " " + port.socket() + " " + port.owners()));
            }
        });
    }

    /** A bug of ours is worth its stack trace; the tools' output is worth more with it. */
    private PortSnapshot look(SnapshotRequest request) {
        try {
            return ports.apply(request);
        } catch (RuntimeException e) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            line(trace.toString());
            failures.add(String.valueOf(e.getMessage()));
            Diagnostic why =
                    new Diagnostic(Diagnostic.Kind.PORTS_MISSING, "report", "the ports cannot be listed: " + e);
            return new PortSnapshot(Instant.now(), List.of(), List.of(why));
        }
    }

    private void compare(SystemTool tool) {
        Function<String, List<ToolListener>> parser = tool.parser().orElseThrow();
        section(tool.title());
        ToolReader.Output first = run.apply(tool);
        PortSnapshot ours = look(SnapshotRequest.owners());
        ToolReader.Output second = run.apply(tool);
        PortSnapshot oursAgain = look(SnapshotRequest.ports());
        line(first.ending());
        line(first.text());
        List<ToolListener> theirs = parser.apply(first.text());
        List<ToolListener> theirsAgain = parser.apply(second.text());
        if (theirs.isEmpty() || theirsAgain.isEmpty()) {
            line("not compared: it lists no listener");
            return;
        }
        compared++;
        Comparison comparison = new Comparison(theirs, ours, theirsAgain, oursAgain, tool.seesAll());
        section("Compared with " + tool.title());
        line(theirs.size() + " listeners there, " + ours.ports().size() + " ours");
        comparison.differences().forEach(difference -> {
            differences.add(tool.title() + ": " + difference);
            line(difference);
        });
        comparison.remarks().forEach(remark -> line("(" + remark + ", which only one of the two need see)"));
    }

    private void show(SystemTool tool, boolean anonymous) {
        section(tool.title());
        if (anonymous && tool.isHex()) {
            line("left out: addresses in it could not be replaced");
            return;
        }
        ToolReader.Output output = run.apply(tool);
        line(output.ending());
        line(output.text());
    }

    private Anonymizer anonymizer() {
        List<String> hosts = new ArrayList<>();
        for (String variable : List.of("HOSTNAME", "COMPUTERNAME", "USERDOMAIN")) {
            Optional.ofNullable(System.getenv(variable)).ifPresent(hosts::add);
        }
        tools.stream()
                .filter(tool -> tool.command().equals(List.of("uname", "-a")))
                .map(tool -> run.apply(tool).text().split("\\s+", -1))
                .filter(words -> words.length > 1)
                .forEach(words -> hosts.add(words[1]));
        return new Anonymizer(look(SnapshotRequest.owners()), List.of(System.getProperty("user.name", "")), hosts);
    }

    private void section(String title) {
        text.append("\n== ").append(title).append('\n');
    }

    private void line(String line) {
        text.append(line).append(line.endsWith("\n") ? "" : "\n");
    }
}
