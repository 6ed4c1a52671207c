package io.github.listeningports.macos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.Protocol;
import io.github.listeningports.lab.Machine;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** All measured variants return the same listeners, and every one. */
class MacTablesTest {

    static Stream<Arguments> tables() {
        return Stream.of(Protocol.values())
                .flatMap(protocol -> Stream.of(10, 1_000, 10_000).map(count -> Arguments.of(protocol, count)));
    }

    @ParameterizedTest
    @MethodSource("tables")
    void oursFindEveryListener(Protocol protocol, int count) {
        MacTables tables = MacTables.generate(protocol, count, true, 7);

        assertEquals(count, tables.listeners().size());
        assertEquals(tables.listeners(), listeners(OurRows.ofInfos(tables.infos())));
        assertEquals(tables.listeners(), listeners(OurRows.ofAnswer(tables.answer(), protocol)));
    }

    @ParameterizedTest
    @MethodSource("tables")
    void noneFindsAConnection(Protocol protocol, int count) {
        MacTables tables = MacTables.generate(protocol, count, false, 7);

        assertEquals(List.of(), OurRows.ofInfos(tables.infos()));
        assertEquals(List.of(), OurRows.ofAnswer(tables.answer(), protocol));
    }

    /** jna-platform's structures on the same bytes. */
    @ParameterizedTest
    @MethodSource("tables")
    void jnaPlatformFindsTheSame(Protocol protocol, int count) {
        Machine.needs("gcc");
        JnaRows.load();

        assertEquals(
                listeners(OurRows.ofInfos(
                        MacTables.generate(protocol, count, true, 7).infos())),
                JnaRows.read(MacTables.generate(protocol, count, true, 7).infos()));
        assertEquals(
                List.of(),
                JnaRows.read(MacTables.generate(protocol, count, false, 7).infos()));
    }

    private static List<MacListener> listeners(List<SocketRow> rows) {
        return rows.stream().map(OurRows::listener).toList();
    }
}
