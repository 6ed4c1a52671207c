package io.github.listeningports.macos;

import static io.github.listeningports.lab.FuzzTarget.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.FuzzTarget;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Any bytes as what macOS returns, any text as what its tools print. */
class MacosFuzzTest {

    static List<FuzzTarget> targets() {
        return List.of(
                new FuzzTarget("macos-pcblist", List.of(AnyBytesTest.pcblist(2)), MacosFuzzTest::pcblist),
                new FuzzTarget("macos-socket", List.of(AnyBytesTest.listener()), MacosFuzzTest::socket),
                new FuzzTarget("macos-process", List.of(new byte[Layout.BSDINFO]), MacosFuzzTest::process),
                new FuzzTarget(
                        "macos-arguments",
                        texts("\3\0\0\0/bin/x\0\0\0x\0-a\0\0HOME=/\0XPC_SERVICE_NAME=job\0"),
                        MacosFuzzTest::arguments),
                new FuzzTarget("macos-passwd", texts(FakeMac.PASSWD), MacosFuzzTest::passwd),
                new FuzzTarget(
                        "macos-tools",
                        texts(
                                SocketFilterParserTest.OLD_APPS,
                                SocketFilterParserTest.NEW_APPS,
                                SocketFilterParserTest.PF_OFF,
                                SocketFilterParserTest.PF_ON,
                                SocketFilterParserTest.PF_DEFAULT_RULES,
                                "Firewall is enabled. (State = 2)",
                                "Block all DISABLED!"),
                        MacosFuzzTest::tools));
    }

    @TestFactory
    Stream<DynamicTest> any() {
        return FuzzTarget.tests(targets());
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void pcblist(byte[] bytes) {
        for (Protocol protocol : Protocol.values()) {
            AnyBytesTest.parse(bytes, protocol);
        }
    }

    private static void socket(byte[] bytes) {
        SocketRow row = new SocketInfoParser(SnapshotRequest.owners())
                .parse(little(Arrays.copyOf(bytes, Layout.SOCKET_FDINFO)));
        if (row != null) {
            AnyBytesTest.assertSound(row);
        }
    }

    private static void process(byte[] bytes) {
        ByteBuffer info = little(Arrays.copyOf(bytes, Layout.BSDINFO));
        for (BsdInfo each : List.of(BsdInfoParser.parse(info), BsdInfoParser.parseShort(info))) {
            assertTrue(each.uid() >= 0 && each.name().length() <= Layout.PBI_NAME_BYTES, each::toString);
        }
    }

    private static void arguments(byte[] bytes) {
        ProcessArguments parsed = ProcessArgumentsParser.parse(little(bytes));
        assertTrue(parsed.commandLine().size() <= bytes.length);
        assertFalse(parsed.toString().indexOf('\0') >= 0);
    }

    private static void passwd(byte[] bytes) {
        PasswdParser.namesByUid(bytes).forEach((uid, name) -> {
            assertTrue(Long.parseLong(uid) >= 0);
            assertFalse(name.isEmpty() || name.indexOf(':') >= 0, name);
        });
    }

    /** A list of applications that is understood is written anew as the same one. */
    private static void tools(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        assertTrue(SocketFilterParser.globalState(text).isEmpty()
                || SocketFilterParser.blocksAll(text).isEmpty());
        SocketFilterParser.isManaged(text);
        SocketFilterParser.applications(text)
                .ifPresent(rules -> assertEquals(
                        rules, SocketFilterParser.applications(written(rules)).orElseThrow()));
        PfParser.isEnabled(text).ifPresent(enabled -> assertTrue(text.contains(enabled ? "Enabled" : "Disabled")));
        PfParser.rules(text).forEach(rule -> assertFalse(rule.isBlank()));
    }

    private static String written(List<AppRule> rules) {
        StringBuilder text = new StringBuilder("Total number of apps = " + rules.size() + "\n");
        for (int i = 0; i < rules.size(); i++) {
            text.append(i + 1).append(" : ").append(rules.get(i).path()).append(" \n");
            text.append(rules.get(i).allows() ? "(Allow" : "(Block").append(" incoming connections)\n");
        }
        return text.toString();
    }
}
