package io.github.listeningports.linux.kernel;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/** Bytes from the kernel, such as an address, a mask or an interface's name, in the byte order in which rules compare them. Immutable. */
public final class ByteString {

    public static final ByteString EMPTY = new ByteString(new byte[0]);

    /** Most rules match few addresses and interfaces, so values of zeros, as long as an IPv4 or IPv6 address, are shared. */
    private static final ByteString ZERO_4 = new ByteString(new byte[4]);

    private static final ByteString ZERO_16 = new ByteString(new byte[16]);

    private final byte[] bytes;

    private ByteString(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Copies the array. */
    public static ByteString of(byte... bytes) {
        return shared(bytes.clone());
    }

    /** Copies part of a buffer, from an absolute index on. */
    public static ByteString of(ByteBuffer in, int at, int length) {
        byte[] bytes = new byte[length];
        in.get(at, bytes);
        return shared(bytes);
    }

    private static ByteString shared(byte[] bytes) {
        return Arrays.equals(bytes, ZERO_16.bytes)
                ? ZERO_16
                : Arrays.equals(bytes, ZERO_4.bytes) ? ZERO_4 : new ByteString(bytes);
    }

    /** The number of bytes. */
    public int length() {
        return bytes.length;
    }

    /** Whether no bit is set. */
    public boolean isZero() {
        for (byte each : bytes) {
            if (each != 0) {
                return false;
            }
        }
        return true;
    }

    /** The bits that a mask of at least the same length selects. */
    public ByteString and(ByteString mask) {
        byte[] result = bytes.clone();
        for (int i = 0; i < result.length; i++) {
            result[i] &= mask.bytes[i];
        }
        return shared(result);
    }

    /** The first bytes, followed by zeros if there are fewer: those of an IPv4 address in a field for either family. */
    public byte[] first(int length) {
        return Arrays.copyOf(bytes, length);
    }

    /** A copy of all bytes. */
    public byte[] toArray() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ByteString that && Arrays.equals(bytes, that.bytes);
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
