package io.github.listeningports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.listeningports.contract.OtherHostsContract;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AddressRangeTest implements OtherHostsContract {

    @Override
    public boolean isOtherHost(InetAddress source) {
        return Arrays.stream(AddressFamily.values())
                .flatMap(family -> AddressRange.ofOtherHosts(family).stream())
                .anyMatch(range -> range.contains(source));
    }

    @Test
    void printsBothEnds() {
        assertEquals(
                "[1.0.0.0-126.255.255.255, 128.0.0.0-223.255.255.255, 240.0.0.0-255.255.255.254]",
                AddressRange.ofOtherHosts(AddressFamily.IPV4).toString());
        assertEquals(
                "[0:0:0:0:0:0:0:2-feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]",
                AddressRange.ofOtherHosts(AddressFamily.IPV6).toString());
    }

    @Test
    void aRangeAscendsWithinOneFamily() throws UnknownHostException {
        InetAddress four = InetAddress.getByAddress(new byte[] {10, 0, 0, 1});
        InetAddress later = InetAddress.getByAddress(new byte[] {10, 0, 0, -1});
        InetAddress six = InetAddress.getByAddress(new byte[16]);
        assertEquals(new AddressRange(four, four), new AddressRange(four, four));
        assertThrows(IllegalArgumentException.class, () -> new AddressRange(later, four));
        assertThrows(IllegalArgumentException.class, () -> new AddressRange(six, four));
    }
}
