package io.github.listeningports.windows.api;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.windows.lab.AnyBytes;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The parsers of structures on any bytes: a result or none, and never an exception. */
class AnyBytesTest {

    @Test
    void structures() {
        AnyBytes.parse(100, 90, bytes -> {
            for (int offset = -1; offset < 100; offset += 3) {
                SidParser.parse(bytes, offset);
            }
        });
        for (int pointerSize : new int[] {4, 8}) {
            AnyBytes.parse(200 + pointerSize, 600, bytes -> {
                Map<Long, List<String>> services = new HashMap<>();
                ServiceListParser.parse(bytes, bytes.limit(), bytes.limit() / 3, pointerSize, services);
                services.values().forEach(names -> names.forEach(name -> assertTrue(!name.isBlank())));
            });
            AnyBytes.parse(300 + pointerSize, 1, ignored -> {
                byte[] entry = new byte[ProcessEntryParser.size(pointerSize)];
                new Random(7).nextBytes(entry);
                ProcessEntry parsed = ProcessEntryParser.parse(ByteBuffer.wrap(entry), pointerSize);
                assertTrue(parsed.pid() >= 0
                        && parsed.parentPid() >= 0
                        && parsed.name().length() <= 260);
            });
        }
    }
}
