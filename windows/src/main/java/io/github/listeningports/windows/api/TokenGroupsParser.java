package io.github.listeningports.windows.api;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Parses TOKEN_GROUPS (winnt.h): a count, and for each group a pointer into the same buffer and attributes. */
final class TokenGroupsParser {

    private static final int SE_GROUP_ENABLED = 4;

    private TokenGroupsParser() {}

    /**
     * The service SIDs among the groups; empty if they cannot be determined.
     *
     * @param address the address of the buffer
     * @param pointerSize 4 or 8
     */
    static Optional<Set<String>> services(ByteBuffer groups, long address, int pointerSize) {
        ByteBuffer bytes = groups.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int entry = 2 * pointerSize;
        if (bytes.limit() < Integer.BYTES) {
            return Optional.empty();
        }
        int count = bytes.getInt(0);
        if (count < 0 || count > (bytes.limit() - pointerSize) / entry) {
            return Optional.empty();
        }
        Set<String> services = new HashSet<>();
        for (int at = pointerSize; at < pointerSize + count * entry; at += entry) {
            long pointer = pointerSize == Long.BYTES ? bytes.getLong(at) : Integer.toUnsignedLong(bytes.getInt(at));
            long offset = pointer - address;
            Optional<String> id =
                    offset < 0 || offset > bytes.limit() ? Optional.empty() : SidParser.parse(bytes, (int) offset);
            boolean enabled = (bytes.getInt(at + pointerSize) & SE_GROUP_ENABLED) != 0;
            if (id.isEmpty() || (!enabled && id.get().startsWith(ServiceId.PREFIX))) {
                return Optional.empty();
            }
            id.filter(text -> text.startsWith(ServiceId.PREFIX)).ifPresent(services::add);
        }
        return Optional.of(services);
    }
}
