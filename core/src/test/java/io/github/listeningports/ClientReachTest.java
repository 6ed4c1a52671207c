package io.github.listeningports;

import static io.github.listeningports.Samples.address;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientReachTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1, can",
        "127.0.0.1, 127.0.0.9, can",
        "127.0.0.1, 10.0.0.9, listens on 127.0.0.1 only",
        "127.0.0.1, ::1, listens on IPv4 only",
        "0.0.0.0, 127.0.0.1, can",
        "0.0.0.0, 10.0.0.9, can",
        "0.0.0.0, 169.254.3.4, can",
        "0.0.0.0, 2001:db8::1, listens on IPv4 only",
        "::1, ::1, can",
        "::1, 127.0.0.1, listens on IPv6 only",
        "::1, 2001:db8::1, listens on ::1 only",
        "::, ::1, can",
        "::, 2001:db8::1, can",
        "::, 10.0.0.9, can",
        "10.0.0.1, 10.0.0.9, can",
        "10.0.0.1, 127.0.0.1, listens on 10.0.0.1 only",
        "2001:db8::2, 2001:db8::1, can",
        "fe80::1, 2001:db8::1, listens on fe80::1 only",
        "fe80::1, fe80::2, can",
        "169.254.0.1, 10.0.0.9, listens on 169.254.0.1 only",
    })
    void byAddress(String listener, String client, String answer) {
        ListeningPort port =
                ListeningPort.builder(Protocol.TCP, address(listener), 80).build();
        assertEquals(answer, ClientReach.whyNot(port, address(client)).orElse("can"));
    }

    @Test
    void anIpv6OnlySocketIsReachedByIpv6Only() {
        ListeningPort port = any(SocketDetails.builder(AddressFamily.IPV6).acceptsIpv4(false));
        assertEquals(
                "listens on IPv6 only",
                ClientReach.whyNot(port, address("10.0.0.9")).orElse("can"));
        assertEquals("can", ClientReach.whyNot(port, address("2001:db8::1")).orElse("can"));
        assertEquals(false, ClientReach.isUnsure(port, address("10.0.0.9")));
    }

    @Test
    void onlyAnAnyAddressOfUnknownFamiliesIsUnsure() {
        ListeningPort unknown = any(SocketDetails.builder(AddressFamily.IPV6));
        assertEquals(true, ClientReach.isUnsure(unknown, address("10.0.0.9")));
        assertEquals(false, ClientReach.isUnsure(unknown, address("::1")));
        assertEquals(
                false,
                ClientReach.isUnsure(
                        ListeningPort.builder(Protocol.TCP, address("::1"), 80).build(), address("10.0.0.9")));
    }

    @Test
    void aSocketOfOneInterfaceIsNotReachedByLoopback() {
        ListeningPort port = any(SocketDetails.builder(AddressFamily.IPV6).boundInterface("eth0"));
        assertEquals(
                "listens on ::%eth0 only",
                ClientReach.whyNot(port, address("::1")).orElse("can"));
        assertEquals("can", ClientReach.whyNot(port, address("2001:db8::1")).orElse("can"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "224.0.0.1", "ff02::1"})
    void noClientHasThisAddress(String text) {
        assertEquals(
                "not the address of a client: " + text,
                Thrown.message(
                        IllegalArgumentException.class,
                        () -> AwaitRequest.tcp(80).withClient(address(text))));
    }

    private static ListeningPort any(SocketDetails.Builder socket) {
        return ListeningPort.builder(Protocol.TCP, address("::"), 80)
                .socket(socket.build())
                .build();
    }
}
