package io.github.listeningports.linux.firewall.nft;

import java.util.Arrays;
import java.util.HexFormat;

/** A constant that a message of nf_tables carries, in the byte order in which it is compared. Immutable. */
final class NftData {

    static final NftData EMPTY = new NftData(new byte[0]);

    private final byte[] bytes;

    private NftData(byte[] bytes) {
        this.bytes = bytes;
    }

    static NftData of(byte... bytes) {
        return new NftData(bytes.clone());
    }

    int length() {
        return bytes.length;
    }

    byte[] toArray() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NftData data && Arrays.equals(bytes, data.bytes);
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
