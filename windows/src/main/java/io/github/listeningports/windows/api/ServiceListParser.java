package io.github.listeningports.windows.api;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Parses the ENUM_SERVICE_STATUS_PROCESSW structures (winsvc.h) that EnumServicesStatusExW fills: pointers to names in the same buffer, and numbers. */
final class ServiceListParser {

    /** SERVICE_STATUS_PROCESS is nine numbers; the eighth is the pid. */
    private static final int STATUS_SIZE = 9 * Integer.BYTES;

    private static final int PID_IN_STATUS = 7 * Integer.BYTES;

    private ServiceListParser() {}

    /**
     * Adds the services of each process, by pid.
     *
     * @param base the address of the buffer, to which the pointers refer
     * @param count the number of structures
     */
    static void parse(ByteBuffer list, long base, int count, int pointerSize, Map<Long, List<String>> services) {
        ByteBuffer bytes = list.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int status = 2 * pointerSize;
        int size = (status + STATUS_SIZE + pointerSize - 1) / pointerSize * pointerSize;
        for (int i = 0; i < Math.min(count, bytes.limit() / size); i++) {
            int start = i * size;
            long name = (pointerSize == 8 ? bytes.getLong(start) : Integer.toUnsignedLong(bytes.getInt(start))) - base;
            long pid = Integer.toUnsignedLong(bytes.getInt(start + status + PID_IN_STATUS));
            if (pid != 0 && name >= 0 && name < bytes.limit()) {
                String text = WideText.decode(bytes, (int) name);
                if (!text.isBlank()) {
                    services.computeIfAbsent(pid, any -> new ArrayList<>(1)).add(text);
                }
            }
        }
    }
}
