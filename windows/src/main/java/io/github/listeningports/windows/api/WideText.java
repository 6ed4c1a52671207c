package io.github.listeningports.windows.api;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Text of the wide-character functions of Windows: UTF-16, little-endian, terminated by NUL. */
public final class WideText {

    private WideText() {}

    /** Encodes text into a direct buffer, with the NUL. */
    static ByteBuffer encode(String text) {
        return direct((text + "\0").getBytes(StandardCharsets.UTF_16LE));
    }

    /** Copies bytes into a direct buffer. */
    static ByteBuffer direct(byte[] bytes) {
        return allocate(bytes.length).put(bytes).flip();
    }

    public static ByteBuffer allocate(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Decodes from an offset to the first NUL or the buffer's limit. A lone surrogate, which a file name may hold, is kept. */
    static String decode(ByteBuffer bytes, int offset) {
        ByteBuffer view = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int end = offset;
        while (end + Short.BYTES <= view.limit() && view.getShort(end) != 0) {
            end += Short.BYTES;
        }
        return view.limit(end)
                .position(offset)
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asCharBuffer()
                .toString();
    }
}
