package io.github.listeningports.app;

import io.github.listeningports.FirewallVerdict;
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
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
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
    private final OptionalInt columns;

    /**
     * @param wide whether to show all owners, in full
     * @param client the host for which there is a column, if any
     * @param columns how wide a line may be: names of processes, then of users, are cut to fit, never an address or a number; wide lines are not cut
     */
    PortTable(boolean wide, Optional<InetAddress> client, OptionalInt columns) {
        this.wide = wide;
        this.client = client;
        this.columns = wide ? OptionalInt.empty() : columns;
    }

    /** The lines, without trailing spaces. */
    List<Line> lines(List<ListeningPort> ports) {
        List<Map<Column, Cell>> rows = new ArrayList<>();
        rows.add(header());
        ports.forEach(port -> rows.add(row(port)));

        Map<Column, Integer> widths = widths(rows);
        narrow(widths, Column.PROCESS, rows);
        narrow(widths, Column.USER, rows);
        List<Line> lines = new ArrayList<>();
        rows.forEach(row -> lines.add(line(row, widths)));
        return lines;
    }

    private Map<Column, Cell> header() {
        Map<Column, Cell> header = new EnumMap<>(Column.class);
        for (Column column : Column.values()) {
            header.put(column, new Cell("", column.name(), Colour.BOLD));
        }
        header.remove(Column.FROM);
        client.ifPresent(host -> header.put(Column.FROM, new Cell("", "FROM " + host.getHostAddress(), Colour.BOLD)));
        return header;
    }

    private Map<Column, Cell> row(ListeningPort port) {
        Map<Column, Cell> cells = new EnumMap<>(Column.class);
        cells.put(Column.PROTOCOL, Cell.of(port.protocol().toString()));
        cells.put(Column.ADDRESS, Cell.of(port.addressText()));
        cells.put(Column.PORT, Cell.of(String.valueOf(port.port())));
        cells.put(Column.FIREWALL, cell(port.firewall().verdict()));
        cells.put(Column.REACH, Cell.of(words(port.reach())));
        client.ifPresent(host -> cells.put(Column.FROM, cell(port.firewall().verdictFrom(host))));
        // The process may be hidden; the uid of the socket is not.
        OptionalLong uid = port.socket().uid();
        Optional<ProcessInfo> owner = port.process();
        cells.put(
                Column.PID,
                Cell.of(owner.map(each -> String.valueOf(each.pid())).orElse(UNKNOWN)));
        cells.put(
                Column.PROCESS,
                owner.map(each -> new Cell(orUnknown(process(each)), others(port), Colour.PLAIN))
                        .orElse(Cell.of(UNKNOWN)));
        cells.put(
                Column.USER,
                Cell.of(owner.map(PortTable::user).orElse(uid.isPresent() ? "uid " + uid.getAsLong() : UNKNOWN)));
        return cells;
    }

    /** Red is open, green is closed. */
    private static Cell cell(FirewallVerdict verdict) {
        return Cell.of(
                words(verdict),
                switch (verdict) {
                    case ALLOWED -> Colour.RED;
                    case RESTRICTED, REDIRECTED, UNKNOWN -> Colour.YELLOW;
                    case BLOCKED, NOT_EXPOSED -> Colour.GREEN;
                });
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

    private static Map<Column, Integer> widths(List<Map<Column, Cell>> rows) {
        Map<Column, Integer> widths = new EnumMap<>(Column.class);
        rows.forEach(row -> row.forEach((column, cell) -> widths.merge(column, cell.width(), Math::max)));
        return widths;
    }

    /** Takes from a column what lines are too wide, as far as its cells can be cut. */
    private void narrow(Map<Column, Integer> widths, Column column, List<Map<Column, Cell>> rows) {
        int line =
                widths.values().stream().mapToInt(width -> width + GAP.length()).sum() - GAP.length();
        int excess = line - columns.orElse(line);
        int least = rows.stream()
                .map(row -> row.get(column))
                .mapToInt(cell -> cell.leastWidth())
                .max()
                .orElse(0);
        if (excess > 0) {
            widths.computeIfPresent(column, (same, width) -> Math.max(width - excess, Math.min(width, least)));
        }
    }

    private static Line line(Map<Column, Cell> row, Map<Column, Integer> widths) {
        List<Line.Piece> pieces = new ArrayList<>();
        String gap = "";
        for (Map.Entry<Column, Integer> each : widths.entrySet()) {
            Cell cell = Objects.requireNonNull(row.get(each.getKey()));
            String text = cell.fit(each.getValue());
            String padding = " ".repeat(each.getValue() - text.codePointCount(0, text.length()));
            boolean numbers = each.getKey().holdsNumbers();
            pieces.add(new Line.Piece(numbers ? gap + padding : gap, Colour.PLAIN));
            pieces.add(new Line.Piece(text, cell.colour()));
            gap = numbers ? GAP : padding + GAP;
        }
        return new Line(pieces);
    }
}
