package io.github.listeningports.app;

import io.github.listeningports.ListeningPort;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.ProcessUser;
import io.github.listeningports.Program;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Formats listeners as a text table: a header, and a line for each port with its first owner and the number of others. */
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
        REACH,
        FROM;

        boolean holdsNumbers() {
            return this == PORT || this == PID;
        }
    }

    private final boolean wide;
    private final Optional<InetAddress> client;

    /**
     * @param wide whether to show all owners
     * @param client the host for which there is a column, if any
     */
    PortTable(boolean wide, Optional<InetAddress> client) {
        this.wide = wide;
        this.client = client;
    }

    /** The lines, without line terminators or trailing spaces. */
    List<String> lines(List<ListeningPort> ports) {
        List<Map<Column, String>> rows = new ArrayList<>();
        rows.add(header());
        ports.forEach(port -> rows.add(row(port)));

        Map<Column, Integer> widths = widths(rows);
        List<String> lines = new ArrayList<>();
        rows.forEach(row -> lines.add(line(row, widths)));
        return lines;
    }

    private Map<Column, String> header() {
        Map<Column, String> header = new EnumMap<>(Column.class);
        for (Column column : Column.values()) {
            header.put(column, column.name());
        }
        header.remove(Column.FROM);
        client.ifPresent(host -> header.put(Column.FROM, "FROM " + host.getHostAddress()));
        return header;
    }

    private Map<Column, String> row(ListeningPort port) {
        Map<Column, String> cells = new EnumMap<>(Column.class);
        cells.put(Column.PROTOCOL, port.protocol().toString());
        cells.put(Column.ADDRESS, port.addressText());
        cells.put(Column.PORT, String.valueOf(port.port()));
        cells.put(Column.FIREWALL, words(port.firewall().verdict()));
        cells.put(Column.REACH, words(port.reach()));
        client.ifPresent(host -> cells.put(Column.FROM, words(port.firewall().verdictFrom(host))));
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
    private String others(ListeningPort port) {
        int others = port.owners().size() - 1;
        if (wide && others > 0) {
            return port.owners().stream()
                    .skip(1)
                    .map(other -> ", " + orUnknown(process(other)) + " " + other.pid())
                    .collect(Collectors.joining());
        }
        return others == 0 ? "" : " and " + others + " more";
    }

    private static String user(ProcessInfo owner) {
        return owner.user().map(ProcessUser::toString).map(PortTable::orUnknown).orElse(UNKNOWN);
    }

    /** A process may have a blank name; an empty cell would read as an error. */
    private static String orUnknown(String text) {
        return text.isBlank() ? UNKNOWN : text;
    }

    /** The name of a constant in words: {@code not exposed}. */
    static String words(Enum<?> constant) {
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
