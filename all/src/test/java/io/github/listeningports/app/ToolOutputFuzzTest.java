package io.github.listeningports.app;

import static io.github.listeningports.lab.FuzzTarget.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.lab.FuzzTarget;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Any text as the output of a tool, or as an address in it. */
class ToolOutputFuzzTest {

    static List<FuzzTarget> targets() {
        return List.of(
                new FuzzTarget(
                        "tool-outputs",
                        texts(
                                ToolOutputParserTest.SS,
                                ToolOutputParserTest.WINDOWS,
                                ToolOutputParserTest.MAC_NETSTAT,
                                ToolOutputParserTest.LSOF),
                        ToolOutputFuzzTest::output),
                new FuzzTarget(
                        "tool-addresses",
                        texts("127.0.0.53%lo", "[fe80::5054:ff:fe12:3456]%eth0", "::ffff:10.1.2.3", "1:2:3:4:5:6:7:8"),
                        ToolOutputFuzzTest::address));
    }

    @TestFactory
    Stream<DynamicTest> any() {
        return FuzzTarget.tests(targets());
    }

    private static void output(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        Stream.of(
                        ToolOutputParser.ss(text),
                        ToolOutputParser.windowsNetstat(text),
                        ToolOutputParser.macNetstat(text),
                        ToolOutputParser.lsof(text))
                .flatMap(List::stream)
                .forEach(each -> assertTrue(each.port() > 0 && each.port() < 65_536, each::toString));
    }

    /** What Java prints of an address is read as the same one. */
    private static void address(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        Optional<InetAddress> address = AddressParser.address(text);
        address.ifPresent(each -> assertEquals(address, AddressParser.address(each.getHostAddress()), text));
        AddressParser.port(text).ifPresent(port -> assertTrue(port > 0 && port < 65_536, text));
    }
}
