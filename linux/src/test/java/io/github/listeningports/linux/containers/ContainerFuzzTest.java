package io.github.listeningports.linux.containers;

import static io.github.listeningports.lab.FuzzTarget.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.lab.FuzzTarget;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Any bytes as what a daemon answers, or as what is known of a program that forwards to a container. */
class ContainerFuzzTest {

    private static final String ID = "4f9c3b2a".repeat(8);

    static List<FuzzTarget> targets() {
        return List.of(
                new FuzzTarget("engine-answer", answers(), ContainerFuzzTest::answer),
                new FuzzTarget("json", bodies(), ContainerFuzzTest::json),
                new FuzzTarget(
                        "forwarder",
                        texts(
                                "docker-proxy -proto tcp -host-ip 0.0.0.0 -container-ip 172.17.0.2 -container-port 80",
                                "conmon --api-version 1 -c " + ID + " -u " + ID + " -n hello"),
                        ContainerFuzzTest::forwarder),
                new FuzzTarget(
                        "addresses",
                        texts(
                                "Main:\n     |-- 127.0.0.1\n        /32 host LOCAL\n     |-- 172.17.0.2\n        /32 host LOCAL\n",
                                "fe80000000000000000000fffe000001 02 40 20 80   eth0\n00000000000000000000000000000001 01 80 10 80 lo\n"),
                        ContainerFuzzTest::addresses));
    }

    @TestFactory
    Stream<DynamicTest> any() {
        return FuzzTarget.tests(targets());
    }

    private static List<byte[]> answers() {
        return Stream.of("docker-20.10.24.bin", "podman-4.3.1.bin")
                .map(ContainerFuzzTest::recorded)
                .toList();
    }

    private static List<byte[]> bodies() {
        List<byte[]> all = new ArrayList<>(texts("[{\"Id\":\"\\u0061\\n\",\"Names\":null,\"x\":[1,-2.5e3,true,{}]}]"));
        answers().forEach(each -> all.addAll(texts(HttpAnswerParser.body(each))));
        return all;
    }

    private static byte[] recorded(String name) {
        try (InputStream in = ContainerFuzzTest.class.getResourceAsStream("/docker/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Containers, or an IllegalArgumentException. */
    private static void answer(byte[] bytes) {
        try {
            ContainerListParser.parse(HttpAnswerParser.body(bytes)).forEach(ContainerFuzzTest::assertSound);
        } catch (IllegalArgumentException e) {
            assertFalse(e.toString().isBlank());
        }
    }

    private static void json(byte[] bytes) {
        try {
            ContainerListParser.parse(new String(bytes, StandardCharsets.UTF_8))
                    .forEach(ContainerFuzzTest::assertSound);
        } catch (IllegalArgumentException e) {
            assertFalse(e.toString().isBlank());
        }
    }

    private static void assertSound(ListedContainer container) {
        assertFalse(container.info().id().isBlank(), container::toString);
        container.ports().forEach(each -> assertTrue(each.port() > 0 && each.port() < 65_536, each::toString));
    }

    private static void forwarder(byte[] bytes) {
        List<String> words = List.of(new String(bytes, StandardCharsets.UTF_8).split("[ \0]", -1));
        ForwarderArgumentsParser.containerAddress(words).ifPresent(each -> assertTrue(words.contains(each)));
        ForwarderArgumentsParser.monitored(words).ifPresent(each -> {
            assertEquals(64, each.id().length());
            assertFalse(each.name().orElse("x").isBlank());
        });
    }

    private static void addresses(byte[] bytes) {
        Set<String> six = LocalAddressesParser.ofIfInet6(bytes);
        assertTrue(six.size() <= bytes.length / 32);
        six.forEach(each -> assertTrue(each.matches("[0-9a-f:.]+"), each));
        LocalAddressesParser.ofFibTrie(bytes).forEach(each -> assertTrue(each.matches("[0-9.]{7,15}"), each));
    }
}
