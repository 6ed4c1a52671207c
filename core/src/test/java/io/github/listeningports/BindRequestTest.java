package io.github.listeningports;

import static io.github.listeningports.Samples.address;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class BindRequestTest {

    @Test
    void byDefaultItIsWhatAServerDoes() {
        assertEquals(
                "BindRequest[tcp *:8080, SO_REUSEADDR]", BindRequest.tcp(8080).toString());
        assertEquals("BindRequest[udp *:53]", BindRequest.udp(53).toString());
        assertEquals(Optional.empty(), BindRequest.tcp(8080).address());
        assertTrue(BindRequest.tcp(8080).reuseAddress());
        assertFalse(BindRequest.udp(53).reuseAddress());
    }

    @Test
    void eachChangeMakesAnotherRequest() {
        List<UnaryOperator<BindRequest>> changes = List.of(
                r -> r.withAddress(address("::1")),
                r -> r.withReuseAddress(false),
                BindRequest::withReusePort,
                BindRequest::withV6Only);
        BindRequest plain = BindRequest.tcp(8080);
        for (UnaryOperator<BindRequest> change : changes) {
            BindRequest changed = change.apply(plain);
            assertNotEquals(plain, changed);
            assertEquals(change.apply(BindRequest.tcp(8080)), changed);
            assertEquals(change.apply(BindRequest.tcp(8080)).hashCode(), changed.hashCode());
        }
        assertEquals(
                "BindRequest[tcp [::1]:8080, SO_REUSEPORT, IPV6_V6ONLY]",
                plain.withAddress(address("::1"))
                        .withReuseAddress(false)
                        .withReusePort()
                        .withV6Only()
                        .toString());
    }

    @Test
    void theScopeOfAnAddressCounts() {
        InetAddress first = Samples.sixBytes("fe800000000000000000000000000001", 1);
        InetAddress second = Samples.sixBytes("fe800000000000000000000000000001", 2);

        assertEquals("fe80::1%1", BindRequest.tcp(80).withAddress(first).addressText());
        assertNotEquals(
                BindRequest.tcp(80).withAddress(first), BindRequest.tcp(80).withAddress(second));
    }

    @Test
    void itForgetsHostNames() throws UnknownHostException {
        BindRequest request =
                BindRequest.tcp(80).withAddress(InetAddress.getByAddress("example.org", new byte[] {127, 0, 0, 1}));

        assertEquals("127.0.0.1", request.addressText());
        assertEquals("/127.0.0.1", request.address().orElseThrow().toString());
        assertEquals(request, BindRequest.tcp(80).withAddress(address("127.0.0.1")));
    }

    @Test
    void anIpv4MappedAddressIsAnIpv4Address() {
        BindRequest request = BindRequest.tcp(80).withAddress(Samples.sixBytes("00000000000000000000ffff7f000001", 0));

        assertEquals("127.0.0.1", request.addressText());
    }

    @Test
    void whatCannotBeIsRejectedAtOnce() {
        assertEquals(
                "a port is a number from 0 (the system chooses one) to 65535, not 65536",
                assertThrows(IllegalArgumentException.class, () -> BindRequest.tcp(65536))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> BindRequest.udp(-1));
        String expected = "IPV6_V6ONLY is an option of IPv6 sockets, and 127.0.0.1 is an IPv4 address";
        BindRequest four = BindRequest.tcp(80).withAddress(address("127.0.0.1"));
        BindRequest only = BindRequest.tcp(80).withV6Only();
        assertEquals(
                expected,
                assertThrows(IllegalArgumentException.class, four::withV6Only).getMessage());
        assertEquals(
                expected,
                assertThrows(IllegalArgumentException.class, () -> only.withAddress(address("127.0.0.1")))
                        .getMessage());
    }
}
