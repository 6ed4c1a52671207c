package io.github.listeningports.linux.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages with a family's header before their attributes, as those of rtnetlink(7) are. */
class NetlinkParserTest {

    private static final int SEQUENCE = 3;
    private static final int TYPE = 16;
    private static final int MULTI = 2;

    private final List<byte[]> headers = new ArrayList<>();
    private final List<NetlinkAttributes> taken = new ArrayList<>();

    private final NetlinkParser parser = new NetlinkParser(SEQUENCE, 6, (type, header, attributes) -> {
        assertEquals(TYPE, type);
        headers.add(header);
        taken.add(attributes);
    });

    /** Padded to a multiple of four, as NLMSG_ALIGN has it. */
    @Test
    void attributesBeginBehindTheHeaderAndItsPadding() {
        parser.parse(message(MULTI, 1, 2, 3, 4, 5, 6, 0, 0, 5, 0, 9, 0, 7, 0, 0, 0));

        assertArrayEquals(new byte[] {1, 2, 3, 4, 5, 6}, headers.get(0));
        assertEquals(7, taken.get(0).unsigned(9, 0));
        assertFalse(parser.isMalformed() || parser.isDone());
    }

    @Test
    void aMessageWithoutAttributes() {
        for (int[] payload : new int[][] {{1, 2, 3, 4, 5, 6}, {1, 2, 3, 4, 5, 6, 0, 0}}) {
            parser.parse(message(MULTI, payload));
        }
        assertEquals(2, taken.size());
        assertTrue(taken.stream().noneMatch(each -> each.has(0)));
        assertFalse(parser.isMalformed());
    }

    @Test
    void aMessageThatIsShorterThanItsHeaderIsMalformed() {
        parser.parse(message(MULTI, 1, 2, 3, 4, 5));

        assertTrue(parser.isMalformed());
        assertEquals(0, taken.size());
    }

    @Test
    void aMessageWhoseAttributesAreCutIsMalformed() {
        parser.parse(message(MULTI, 1, 2, 3, 4, 5, 6, 0, 0, 9, 0, 9, 0, 7));

        assertTrue(parser.isMalformed());
    }

    @Test
    void theOnlyAnswerIsTheLast() {
        parser.parse(message(0, 1, 2, 3, 4, 5, 6));

        assertTrue(parser.isDone());
        assertEquals(1, taken.size());
    }

    private static ByteBuffer message(int flags, int... payload) {
        int length = 16 + payload.length;
        ByteBuffer message = ByteBuffer.allocate((length + 3) / 4 * 4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(length)
                .putShort((short) TYPE)
                .putShort((short) flags)
                .putInt(SEQUENCE)
                .putInt(0);
        for (int each : payload) {
            message.put((byte) each);
        }
        return message.rewind();
    }
}
