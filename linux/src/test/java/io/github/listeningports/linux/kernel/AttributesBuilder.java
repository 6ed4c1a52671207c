package io.github.listeningports.linux.kernel;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Attributes as the kernel writes them (linux/netlink.h nlattr): a length and a type of 16 bits each, in the machine's byte order, and a value padded to four bytes. */
public final class AttributesBuilder {

    private static final int HEADER = 4;
    private static final int NLA_F_NESTED = 0x8000;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ByteOrder order;

    public AttributesBuilder(ByteOrder order) {
        this.order = order;
    }

    public AttributesBuilder value(int type, byte... value) {
        ByteBuffer attribute =
                ByteBuffer.allocate(HEADER + (value.length + 3 & ~3)).order(order);
        attribute
                .putShort((short) (HEADER + value.length))
                .putShort((short) type)
                .put(value);
        bytes.writeBytes(attribute.array());
        return this;
    }

    /** A number of 32 bits in the machine's byte order. */
    public AttributesBuilder number(int type, int value) {
        return value(
                type,
                ByteBuffer.allocate(Integer.BYTES).order(order).putInt(value).array());
    }

    public AttributesBuilder text(int type, String value) {
        return value(type, (value + "\0").getBytes(StandardCharsets.UTF_8));
    }

    public AttributesBuilder nested(int type, AttributesBuilder within) {
        return value(type | NLA_F_NESTED, within.bytes.toByteArray());
    }

    /** Whatever they are. */
    public AttributesBuilder bytes(byte... any) {
        bytes.writeBytes(any);
        return this;
    }

    public NetlinkAttributes build() {
        byte[] all = bytes.toByteArray();
        return new NetlinkAttributes(all, 0, all.length, order);
    }
}
