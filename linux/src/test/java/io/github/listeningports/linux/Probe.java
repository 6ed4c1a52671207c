package io.github.listeningports.linux;

import java.util.List;
import java.util.Set;

/**
 * What {@link ProbeMain} saw, in a JVM of its own ({@link ProbeJvm}).
 *
 * @param ports one for each port
 * @param exceptions the message of the {@link io.github.listeningports.ListeningPortsException} that there was instead, if there was one
 * @param strays the lines on standard output that are not of {@link ProbeMain}
 * @param errors what the JVM printed on standard error
 */
public record Probe(
        List<Row> ports,
        List<String> diagnostics,
        boolean complete,
        List<String> exceptions,
        List<String> strays,
        String errors) {

    private static final Set<String> KEYS = Set.of("port", "diagnostic", "complete", "exception");

    /** What was printed though nobody asked for it, on either stream. */
    public String printed() {
        return String.join("\n", strays) + errors;
    }

    /**
     * One port.
     *
     * @param details {@link io.github.listeningports.SocketDetails#toString()}
     * @param firewall the verdict and its reason
     * @param user the id and name of the first owner's user
     */
    public record Row(
            String protocol,
            String address,
            int port,
            String pids,
            String name,
            String namespace,
            String uid,
            String details,
            String firewall,
            String user) {}

    /** In a JVM like this one, without JNA, behind a command such as setpriv or nsenter. */
    static Probe run(List<String> prefix, String... arguments) {
        return ProbeJvm.plain().behind(prefix).look(arguments);
    }

    static Probe of(String output, String errors) {
        List<String[]> lines = output.lines().map(line -> line.split("\t", -1)).toList();
        return new Probe(
                lines.stream()
                        .filter(line -> line[0].equals("port"))
                        .map(l ->
                                new Row(l[1], l[2], Integer.parseInt(l[3]), l[4], l[5], l[6], l[7], l[8], l[9], l[10]))
                        .toList(),
                values(lines, "diagnostic"),
                values(lines, "complete").equals(List.of("true")),
                values(lines, "exception"),
                lines.stream()
                        .filter(line -> !KEYS.contains(line[0]))
                        .map(line -> String.join("\t", line))
                        .toList(),
                errors);
    }

    private static List<String> values(List<String[]> lines, String key) {
        return lines.stream()
                .filter(line -> line[0].equals(key))
                .map(line -> line[1])
                .toList();
    }

    List<Row> on(int port) {
        return ports.stream().filter(row -> row.port() == port).toList();
    }

    /** The one listener on a port; a failure of the test if there is none, or another. */
    public Row only(int port) {
        if (on(port).size() != 1) {
            throw new AssertionError("expected one listener on " + port + ", but there are " + this);
        }
        return on(port).get(0);
    }

    /** The diagnostics of a kind. */
    public List<String> diagnostics(String kind) {
        return diagnostics.stream().filter(each -> each.startsWith(kind + " ")).toList();
    }
}
