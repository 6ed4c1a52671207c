package io.github.listeningports.windows.firewall;

import static io.github.listeningports.lab.FuzzTarget.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.lab.FuzzTarget;
import io.github.listeningports.windows.firewall.AddressSet.Range;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Any text as a rule of Windows Firewall, or as an address in one. */
class FirewallFuzzTest {

    static List<FuzzTarget> targets() {
        return List.of(
                new FuzzTarget("windows-rules", rules(), FirewallFuzzTest::rule),
                new FuzzTarget(
                        "windows-addresses",
                        texts(
                                "10.0.0.0/255.0.0.0",
                                "192.168.1.10-192.168.1.20",
                                "fe80::/64",
                                "fd00::1-fd00::ff",
                                "::ffff:10.1.2.3",
                                "1:2:3:4:5:6:7:8"),
                        FirewallFuzzTest::address));
    }

    @TestFactory
    Stream<DynamicTest> any() {
        return FuzzTarget.tests(targets());
    }

    private static List<byte[]> rules() {
        List<String> all = new ArrayList<>();
        for (String file : List.of("default-windows.rules", "products.rules")) {
            FirewallCase.rules(file).values().stream().distinct().limit(60).forEach(all::add);
        }
        return texts(all.toArray(new String[0]));
    }

    private static void rule(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        FirewallStatus status = FirewallAnyTextTest.status(false, text);
        assertTrue(status.verdict() != FirewallVerdict.ALLOWED || FirewallAnyTextTest.mayAllowAll(text), text);
        FirewallRuleParser.parseHardening("id", text);
    }

    /** An address is one range, whose ends are read as the same addresses. */
    private static void address(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        for (AddressFamily family : AddressFamily.values()) {
            int bits = family == AddressFamily.IPV4 ? 32 : 128;
            AddressParser.parse(family, text).ifPresent(range -> {
                assertTrue(range.first().signum() >= 0 && range.first().compareTo(range.last()) <= 0, text);
                assertTrue(range.last().bitLength() <= bits, text);
                assertEquals(
                        Optional.of(range),
                        AddressParser.parse(family, written(range.first(), bits) + "-" + written(range.last(), bits)),
                        text);
            });
        }
        FirewallAddressesParser remote = FirewallAddressesParser.remote();
        FirewallAddressesParser local = FirewallAddressesParser.local();
        FirewallPortsParser ports = new FirewallPortsParser();
        for (AddressFamily family : AddressFamily.values()) {
            assertTrue(remote.add(family, text) || !local.add(family, text), text);
        }
        boolean asOne = ports.add(text, false);
        boolean asRange = ports.add(text, true);
        assertTrue(!(asOne && asRange) || ports.ports().ranges().isEmpty(), text);
        ports.ports().ranges().forEach(each -> assertTrue(each.first() <= each.last() && each.last() < 65_536));
        List<Range> all = remote.addresses().ipv4().ranges();
        assertTrue(all.size() <= 1 + bytes.length);
    }

    private static String written(BigInteger address, int bits) {
        List<String> groups = new ArrayList<>();
        int width = bits == 32 ? 8 : 16;
        for (int shift = bits - width; shift >= 0; shift -= width) {
            int group = address.shiftRight(shift).intValue() & ((1 << width) - 1);
            groups.add(Integer.toString(group, bits == 32 ? 10 : 16));
        }
        return String.join(bits == 32 ? "." : ":", groups);
    }
}
