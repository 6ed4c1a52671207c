package io.github.listeningports.app;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.ProcessUser;
import io.github.listeningports.Program;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Formats a snapshot as a text table: a header, a line for each port with its first owner and the number of others, then the diagnostics. */
final class PortTable {

    private static final String GAP = "  ";
    private static final String UNKNOWN = "-";

    /** The columns from left to right, headed by their names. */
    private enum Column {
        PROTOCOL,
        ADDRESS,
        PORT,
        PID,
        PROCESS,
        USER,
        FIREWALL,
        REACH;

        boolean holdsNumbers() {
            return this == PORT || this == PID;
        }
    }

    /** The limits of ALLOWED. */
    private static final String PROMISE = "FIREWALL covers this machine's own rules for packets from other hosts,"
            + " not firewalls on the path, cloud rules, SELinux and the like.";

    private PortTable() {}

    /**
     * The lines, without line terminators or trailing spaces.
     *
     * @param why whether to include the reason for the firewall's verdict on each port
     */
    static List<String> lines(PortSnapshot snapshot, boolean why) {
        List<Map<Column, String>> rows = new ArrayList<>();
        rows.add(header());
        snapshot.forEach(port -> rows.add(row(port)));

        Map<Column, Integer> widths = widths(rows);
        List<String> lines = new ArrayList<>();
        rows.forEach(row -> lines.add(line(row, widths)));
        if (why && !snapshot.ports().isEmpty()) {
            lines.add("");
            snapshot.forEach(port -> lines.add(reason(port)));
        }
        if (snapshot.ports().stream().anyMatch(PortTable::letsIn)) {
            lines.add("");
            lines.add(PROMISE);
        }
        if (!snapshot.diagnostics().isEmpty()) {
            lines.add("");
            snapshot.diagnostics().stream().map(Diagnostic::toString).forEach(lines::add);
        }
        return lines;
    }

    private static String reason(ListeningPort port) {
        return port.protocol() + " " + port.addressText() + " " + port.port() + " is "
                + words(port.firewall().verdict()) + ": " + port.firewall().reason();
    }

    private static boolean letsIn(ListeningPort port) {
        FirewallVerdict verdict = port.firewall().verdict();
        return verdict == FirewallVerdict.ALLOWED || verdict == FirewallVerdict.RESTRICTED;
    }

    private static Map<Column, String> header() {
        Map<Column, String> header = new EnumMap<>(Column.class);
        for (Column column : Column.values()) {
            header.put(column, column.name());
        }
        return header;
    }

    private static Map<Column, String> row(ListeningPort port) {
        Map<Column, String> cells = new EnumMap<>(Column.class);
        cells.put(Column.PROTOCOL, port.protocol().toString());
        cells.put(Column.ADDRESS, port.addressText());
        cells.put(Column.PORT, String.valueOf(port.port()));
        cells.put(Column.FIREWALL, words(port.firewall().verdict()));
        cells.put(Column.REACH, words(port.reach()));
        // The process may be hidden; the uid of the socket is not.
        OptionalLong uid = port.socket().uid();
        Optional<ProcessInfo> owner = port.process();
        cells.put(Column.PID, owner.map(each -> String.valueOf(each.pid())).orElse(UNKNOWN));
        cells.put(
                Column.PROCESS,
                owner.map(each -> orUnknown(process(each)) + others(port)).orElse(UNKNOWN));
        cells.put(Column.USER, owner.map(PortTable::user).orElse(uid.isPresent() ? "uid " + uid.getAsLong() : UNKNOWN));
        return cells;
    }

    private static String process(ProcessInfo owner) {
        return owner.program().map(Program::toString).orElseGet(owner::displayName);
    }

    /** A prefork server has hundreds. */
    private static String others(ListeningPort port) {
        int others = port.owners().size() - 1;
        return others == 0 ? "" : " and " + others + " more";
    }

    private static String user(ProcessInfo owner) {
        return owner.user().map(ProcessUser::toString).map(PortTable::orUnknown).orElse(UNKNOWN);
    }

    /** A process may have a blank name; an empty cell would read as an error. */
    private static String orUnknown(String text) {
        return text.isBlank() ? UNKNOWN : text;
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static Map<Column, Integer> widths(List<Map<Column, String>> rows) {
        Map<Column, Integer> widths = new EnumMap<>(Column.class);
        rows.forEach(row -> row.forEach((column, cell) -> widths.merge(column, width(cell), Math::max)));
        return widths;
    }

    private static String line(Map<Column, String> row, Map<Column, Integer> widths) {
        StringBuilder line = new StringBuilder();
        widths.forEach((column, width) -> {
            String cell = row.getOrDefault(column, "");
            String padding = " ".repeat(width - width(cell));
            line.append(column.holdsNumbers() ? padding + cell : cell + padding).append(GAP);
        });
        return line.toString().stripTrailing();
    }

    /** In code points: {@code length()} counts characters outside the BMP twice. */
    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
