package io.github.listeningports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class AddressRangeTest {

    @Test
    void printsBothEnds() throws UnknownHostException {
        InetAddress first = InetAddress.getByAddress(new byte[] {10, 0, 0, 1});
        InetAddress last = InetAddress.getByAddress(new byte[] {10, 0, 1, -1});
        assertEquals("10.0.0.1-10.0.1.255", new AddressRange(first, last).toString());
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
