package io.github.listeningports.linux;

import io.github.listeningports.lab.Machine;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The output of {@code ss -Htulnp}, a line for each listening socket. */
final class SsTable {

    private static final Pattern PID = Pattern.compile("pid=([0-9]+)");

    private SsTable() {}

    /** Protocol, address without its scope, port, all pids in order; sorted. */
    static List<String> read(List<String> prefix) {
        return Machine.run(Machine.concat(prefix, "ss", "-Htulnp"))
                .lines()
                .map(SsTable::row)
                .sorted()
                .toList();
    }

    private static String row(String line) {
        String[] fields = line.trim().split("\\s+", 7);
        String local = fields[4];
        int colon = local.lastIndexOf(':');
        String address = local.substring(0, colon).replaceFirst("%.*", "").replaceAll("[\\[\\]]", "");
        String meant = address.equals("*") ? "::" : address.replaceFirst("^::ffff:(.*\\..*)$", "$1");
        Set<Long> pids = fields.length < 7
                ? Set.of()
                : PID.matcher(fields[6])
                        .results()
                        .map(MatchResult::group)
                        .map(pid -> Long.parseLong(pid.substring("pid=".length())))
                        .collect(Collectors.toCollection(TreeSet::new));
        return fields[0] + " " + meant + " " + local.substring(colon + 1) + " " + pids;
    }
}
