package io.github.listeningports;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Objects;
import java.util.RandomAccess;

/** The ranges of an {@link AddressRanges}, in {@value #WORDS} words each: sets of many thousands are common in firewalls, and are tested and copied far more often than listed. Immutable. */
final class RangeList extends AbstractList<AddressRange> implements RandomAccess {

    /** The first address of a range (high, low) and the last one. */
    static final int WORDS = 4;

    private final AddressFamily family;
    private final long[] words;

    /** The words become its own. */
    RangeList(AddressFamily family, long[] words) {
        this.family = family;
        this.words = words;
    }

    AddressFamily family() {
        return family;
    }

    /** Not to be changed. */
    long[] words() {
        return words;
    }

    @Override
    public int size() {
        return words.length / WORDS;
    }

    @Override
    public AddressRange get(int index) {
        Objects.checkIndex(index, size());
        return new AddressRange(address(WORDS * index), address(WORDS * index + 2));
    }

    private InetAddress address(int at) {
        byte[] bytes = new byte[family == AddressFamily.IPV4 ? 4 : 16];
        for (int i = 0; i < bytes.length; i++) {
            bytes[bytes.length - 1 - i] = (byte) (words[at + (i < 8 ? 1 : 0)] >> (8 * (i % 8)));
        }
        try {
            // InetAddress.getByAddress turns an IPv4-mapped address into an IPv4 one, which is of the other family.
            return bytes.length == 4 ? InetAddress.getByAddress(bytes) : Inet6Address.getByAddress(null, bytes, -1);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return (other instanceof RangeList list && family == list.family)
                ? Arrays.equals(words, list.words)
                : super.equals(other);
    }

    /** That of every list with these ranges. */
    @Override
    public int hashCode() {
        return super.hashCode();
    }
}
