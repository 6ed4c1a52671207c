package io.github.listeningports.windows;

import static io.github.listeningports.lab.FuzzTarget.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.lab.FuzzTarget;
import io.github.listeningports.windows.api.TableLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Any bytes as a table of sockets, any text as a command line. */
class SocketTableFuzzTest {

    private static final List<TableLayout> LAYOUTS = List.of(TableLayout.values());

    static List<FuzzTarget> targets() {
        return List.of(
                new FuzzTarget("windows-tables", seeds(), SocketTableFuzzTest::table),
                new FuzzTarget(
                        "windows-command-line",
                        texts(
                                "\"C:\\Program Files\\a.exe\" -x \"a \\\"b\\\" c\\\\\" d\\\\\\e \"\"\"q\"\" \t\"\"",
                                "a b"),
                        SocketTableFuzzTest::commandLine));
    }

    @TestFactory
    Stream<DynamicTest> any() {
        return FuzzTarget.tests(targets());
    }

    /** The first byte is the layout; two listeners in each. */
    private static List<byte[]> seeds() {
        List<byte[]> all = new ArrayList<>();
        for (TableLayout layout : LAYOUTS) {
            ByteBuffer table =
                    ByteBuffer.allocate(layout.firstRow + 2 * layout.rowSize).order(ByteOrder.LITTLE_ENDIAN);
            table.putInt(0, 2);
            for (int row = layout.firstRow; row < table.limit(); row += layout.rowSize) {
                if (layout.state >= 0) {
                    table.putInt(row + layout.state, layout.wantedState());
                }
                table.putInt(row + layout.port, 0x901f).putInt(row + layout.pid, 812);
                table.put(row + layout.address, (byte) 0xfe).put(row + layout.address + 1, (byte) 0x80);
            }
            all.add(ByteBuffer.allocate(1 + table.limit())
                    .put((byte) LAYOUTS.indexOf(layout))
                    .put(table)
                    .array());
        }
        return all;
    }

    private static void table(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        TableLayout layout = LAYOUTS.get((bytes[0] & 0xff) % LAYOUTS.size());
        SocketTableAnyBytesTest.parse(
                ByteBuffer.wrap(bytes, 1, bytes.length - 1).slice().order(ByteOrder.LITTLE_ENDIAN), layout);
    }

    /** What Microsoft's page says that a program writes, another splits: quoted anew, the arguments are the same. */
    private static void commandLine(byte[] bytes) {
        List<String> arguments = CommandLineParser.parse(new String(bytes, StandardCharsets.UTF_8));
        String again = arguments.stream()
                .skip(1)
                .map(SocketTableFuzzTest::quoted)
                .collect(Collectors.joining(" ", "\"" + arguments.get(0) + "\" ", ""));
        assertEquals(arguments, CommandLineParser.parse(again), again);
        assertTrue(arguments.size() <= 1 + bytes.length);
    }

    private static String quoted(String argument) {
        StringBuilder quoted = new StringBuilder("\"");
        int slashes = 0;
        for (int i = 0; i < argument.length(); i++) {
            char c = argument.charAt(i);
            slashes = c == '\\' ? slashes + 1 : 0;
            if (c == '"') {
                quoted.append("\\".repeat(slashesBefore(quoted) + 1));
            }
            quoted.append(c);
        }
        return quoted.append("\\".repeat(slashes)).append('"').toString();
    }

    private static int slashesBefore(StringBuilder text) {
        int at = text.length();
        while (text.charAt(at - 1) == '\\') {
            at--;
        }
        return text.length() - at;
    }
}
