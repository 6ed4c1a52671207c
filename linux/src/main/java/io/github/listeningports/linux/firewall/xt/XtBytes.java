package io.github.listeningports.linux.firewall.xt;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/** An address, a name of an interface, or a mask of either, as rules of ip_tables hold them. Immutable. */
final class XtBytes {

    /** Most rules name few addresses and interfaces: what is all zero is shared. */
    private static final XtBytes ZERO_4 = new XtBytes(new byte[XtStruct.IN_ADDR]);

    private static final XtBytes ZERO_16 = new XtBytes(new byte[XtStruct.INET_ADDR]);

    private final byte[] bytes;

    private XtBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    static XtBytes of(ByteBuffer in, int at, int length) {
        byte[] bytes = new byte[length];
        in.get(at, bytes);
        return shared(bytes);
    }

    private static XtBytes shared(byte[] bytes) {
        return Arrays.equals(bytes, ZERO_16.bytes)
                ? ZERO_16
                : Arrays.equals(bytes, ZERO_4.bytes) ? ZERO_4 : new XtBytes(bytes);
    }

    int length() {
        return bytes.length;
    }

    boolean isZero() {
        for (byte each : bytes) {
            if (each != 0) {
                return false;
            }
        }
        return true;
    }

    XtBytes and(XtBytes mask) {
        byte[] result = bytes.clone();
        for (int i = 0; i < result.length; i++) {
            result[i] &= mask.bytes[i];
        }
        return shared(result);
    }

    /** The first of them, as many as there must be at least: of an address of either family, those of IPv4. */
    byte[] first(int length) {
        return Arrays.copyOf(bytes, length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof XtBytes that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
