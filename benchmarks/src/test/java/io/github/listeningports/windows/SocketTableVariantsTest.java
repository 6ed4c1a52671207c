package io.github.listeningports.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.windows.api.TableLayout;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is compared for its speed gives the same answer. */
class SocketTableVariantsTest {

    static Stream<Arguments> tables() {
        return Stream.of(TableLayout.values())
                .filter(layout -> layout.name().endsWith("_PID"))
                .flatMap(layout -> Stream.of(1, 10, 1_000, 10_000).map(count -> Arguments.of(layout, count)));
    }

    @ParameterizedTest
    @MethodSource("tables")
    void allFindTheListenersOfATable(TableLayout layout, int count) {
        SocketTable table = SocketTable.generate(layout, count, 7);

        assertEquals(count, table.listeners().size());
        assertEquals(table.listeners(), ours(table, layout));
        assertEquals(table.listeners(), PlatformRows.listeners(PlatformRows.read(table, layout)));

        TableLayout timed = TableLayout.withTimes(layout.protocol, layout.family);
        SocketTable timedTable = SocketTable.generate(timed, count, 7);
        assertEquals(table.listeners(), ours(timedTable, timed));
    }

    @Test
    void aTableWithoutRows() {
        assertEquals(List.of(), ours(SocketTable.generate(TableLayout.TCP6_MODULE, 0, 7), TableLayout.TCP6_MODULE));
    }

    private static List<SocketTable.Listener> ours(SocketTable table, TableLayout layout) {
        return SocketTableBenchmark.parse(table, layout).stream()
                .map(row ->
                        new SocketTable.Listener(SocketTable.text(row.address().getAddress()), row.port(), row.pid()))
                .toList();
    }
}
