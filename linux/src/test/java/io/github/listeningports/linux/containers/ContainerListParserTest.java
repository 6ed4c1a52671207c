package io.github.listeningports.linux.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.ContainerInfo;
import io.github.listeningports.Protocol;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Answers to "GET /containers/json HTTP/1.0": two recorded with curl --http1.0 --unix-socket from Debian's dockerd 20.10.24 and podman 4.3.1 (system service), each with a container that
 * publishes two ports; and others.
 */
class ContainerListParserTest {

    static byte[] recorded(String name) {
        try (InputStream in = ContainerListParserTest.class.getResourceAsStream("/docker/" + name + ".bin")) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<ListedContainer> parse(String json) {
        return ContainerListParser.parse(json);
    }

    private static String refusal(Runnable call) {
        return String.valueOf(
                assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }

    @Test
    void aRecordedAnswerOfDocker() {
        assertEquals(
                List.of(new ListedContainer(
                        new ContainerInfo(
                                "aeb00449502b15406c848c2ee9cb2fc864ae243196a6e029b989eba6637acd5c",
                                Optional.of("hello"),
                                Optional.of("t:1")),
                        List.of(
                                new PublishedPort(Protocol.TCP, "0.0.0.0", 18080),
                                new PublishedPort(Protocol.TCP, "::", 18080),
                                new PublishedPort(Protocol.UDP, "127.0.0.1", 18081)))),
                parse(HttpAnswerParser.body(recorded("docker-20.10.24"))));
    }

    @Test
    void aRecordedAnswerOfPodman() {
        assertEquals(
                List.of(new ListedContainer(
                        new ContainerInfo(
                                "11d291ab50dec0beb33a79fca2b9f61eff0bf6a2057e943c3d4fda134f15684d",
                                Optional.of("hello"),
                                Optional.of("localhost/t:1")),
                        List.of(
                                new PublishedPort(Protocol.TCP, "0.0.0.0", 18080),
                                new PublishedPort(Protocol.TCP, "127.0.0.1", 18081)))),
                parse(HttpAnswerParser.body(recorded("podman-4.3.1"))));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "[]|[]",
                "null|[]",
                "[{}]|[]",
                "[{\"Id\":\"a\"}]|[a]",
                "[{\"Id\":\"a\",\"Names\":[\"/web/alias\",\"/db\"],\"Image\":\"i\"}]|[db (i)]",
                "[{\"Id\":\"a\",\"Names\":null,\"Image\":null,\"Ports\":null}]|[a]",
                "[{\"Names\":[\"/db\"],\"Id\":\"a\"},{\"Id\":\"b\"}]|[db, b]",
                "[{\"Id\":\"a\",\"Names\":[\"/\\u0064\\/b\\\\n\"]}]|[a]",
                "[{\"Id\":\"a\",\"Names\":[\"/\\u0064b\"]}]|[db]",
                "[{\"Id\":\"a\",\"Names\":[\"/b\"],\"Image\":\"\\u0061 c\"}]|[b (a c)]",
                " [ { \"x\" : [ 1 , -2.5e+3 , true , { } , [ ] , \"\\\"]\" ] , \"Id\" : \"a\" } ] |[a]",
            })
    void whatIsRead(String json, String containers) {
        assertEquals(
                containers,
                parse(json).stream().map(ListedContainer::info).toList().toString());
    }

    @Test
    void portsThatAreNotPublishedOrOfOtherProtocols() {
        String ports = "[{\"PrivatePort\":80,\"Type\":\"tcp\"},{\"PublicPort\":9,\"Type\":\"sctp\"},"
                + "{\"PublicPort\":70000,\"Type\":\"tcp\"},{\"PublicPort\":65536,\"Type\":\"tcp\"},{\"PublicPort\":0,\"Type\":\"tcp\"},"
                + "{\"PublicPort\":65535,\"Type\":\"tcp\"},{\"PublicPort\":8,\"Type\":\"udp\",\"IP\":\"fd00::1\"}]";

        assertEquals(
                List.of(
                        new PublishedPort(Protocol.TCP, "0.0.0.0", 65_535),
                        new PublishedPort(Protocol.UDP, "fd00::1", 8)),
                parse("[{\"Id\":\"a\",\"Ports\":" + ports + "}]").get(0).ports());
    }

    /** Podman lists 0.0.0.0 for a program that listens on :: for both families. */
    @Test
    void portsThatOneProgramMayServe() {
        PublishedPort ipv4 = new PublishedPort(Protocol.TCP, "0.0.0.0", 80);
        PublishedPort ipv6 = new PublishedPort(Protocol.TCP, "::", 80);
        assertTrue(ipv4.isServedWith(ipv6));
        assertTrue(ipv6.isServedWith(ipv4));
        for (PublishedPort other : List.of(
                new PublishedPort(Protocol.UDP, "::", 80),
                new PublishedPort(Protocol.TCP, "::", 81),
                new PublishedPort(Protocol.TCP, "::1", 80))) {
            assertFalse(ipv4.isServedWith(other), other::toString);
            assertFalse(other.isServedWith(ipv4), other::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[",
                "[{\"Id\":\"a\"}",
                "[{\"Id\":\"a\"}] x",
                "[{\"Id\":7}]",
                "[{\"Id\":\"a\",}]",
                "[{\"Id\" \"a\"}]",
                "[{\"Id\":\"a\",\"x\":tru}]",
                "[{\"Id\":\"a\",\"x\":01}]",
                "[{\"Id\":\"a\",\"x\":\"\\q\"}]",
                "[{\"Id\":\"a\",\"x\":\"\\",
                "[{\"Id\":\"a\",\"x\":\"\\u00g0\"}]",
                "[{\"Id\":\"a\",\"x\":\"",
                "[{\"Id\":\"a\",\"x\":\"\n\"}]",
                "[{\"Id\":\"a\",\"Ports\":[{\"PublicPort\":\"80\"}]}]",
                "[{\"Id\":\"a\",\"Ports\":[{\"PublicPort\":99999999999}]}]",
                "<html>"
            })
    void whatIsNoList(String json) {
        assertTrue(refusal(() -> parse(json)).startsWith("no JSON: at character "), () -> refusal(() -> parse(json)));
    }

    @Test
    void moreContainersThanAnyMachineRuns() {
        String million = "[" + "{\"Id\":\"a\"},".repeat(1_000_000) + "{}]";
        byte[] head = ("HTTP/1.0 200 OK" + "\n".repeat(1_000_000) + "\r\n\r\n[]").getBytes(StandardCharsets.ISO_8859_1);

        assertEquals("there are more than 50000 containers", refusal(() -> parse(million)));
        assertEquals("the answer is no HTTP", refusal(() -> HttpAnswerParser.body(head)));
    }

    @Test
    void anAbsurdNestingIsNotFollowed() {
        String deep = "[".repeat(1_000_000);
        assertEquals(
                "no JSON: at character 65 there should be less nesting",
                refusal(() -> parse("[{\"x\":" + deep)).replaceFirst("character \\d+", "character 65"));
        assertEquals(List.of(), parse("[{\"x\":" + "[".repeat(62) + "]".repeat(62) + "}]"));
        assertTrue(refusal(() -> parse("[{\"x\":" + "[".repeat(63) + "]".repeat(63) + "}]"))
                .endsWith("there should be less nesting"));
        assertEquals(List.of(), parse("[{\"x\":[" + "[],".repeat(100) + "[]]}]"), "one beside the other");
        assertEquals(List.of(), parse("[{\"x\":[" + "{},".repeat(100) + "{}]}]"));
    }

    @Test
    void anyBytesAreAListOrRefused() {
        byte[] whole = recorded("docker-20.10.24");
        Random random = new Random(7);
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = whole.clone();
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            int length = random.nextBoolean() ? bytes.length : random.nextInt(bytes.length);
            String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
            try {
                parse(HttpAnswerParser.body(text.getBytes(StandardCharsets.UTF_8)));
            } catch (IllegalArgumentException e) {
                assertTrue(
                        String.valueOf(e.getMessage()).matches("(?s)(no JSON: at character|the answer is) .*"),
                        e::toString);
            }
            try {
                parse(text.substring(Math.max(0, text.indexOf('['))));
            } catch (IllegalArgumentException e) {
                assertTrue(String.valueOf(e.getMessage()).startsWith("no JSON: at character "), e::toString);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "HTTP/1.1 500 Internal Server Error\\r\\n\\r\\n{}|the answer is HTTP/1.1 500 Internal Server Error",
                "HTTP/1.0 200 OK\\r\\nContent-Length: 7\\r\\n\\r\\n[]|the answer is cut: it has 2 bytes, and announced content-length: 7",
                "HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n2\\r\\n[]\\r\\n0\\r\\n\\r\\n|"
                        + "the answer is encoded, which HTTP/1.0 does not know: transfer-encoding: chunked",
                "SSH-2.0-OpenSSH_9.2\\r\\n|the answer is no HTTP",
                "HTTP/1.0 200 OK\\r\\n|the answer is no HTTP",
                "HTTP/1.0 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\n[]|-",
                "HTTP/1.1 200 OK\\r\\n\\r\\n[]|-",
            })
    void answersOfServers(String answer, String refused) {
        byte[] bytes = answer.replace("\\r\\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        if (refused == null) {
            assertEquals("[]", HttpAnswerParser.body(bytes));
        } else {
            assertEquals(refused, refusal(() -> HttpAnswerParser.body(bytes)));
        }
    }
}
