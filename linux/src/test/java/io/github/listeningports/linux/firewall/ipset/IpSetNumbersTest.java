package io.github.listeningports.linux.firewall.ipset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.linux.kernel.KernelHeaders;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The constants of ipset are those that a C compiler finds in the kernel's header. */
class IpSetNumbersTest {

    @BeforeAll
    static void needsTheHeaders() {
        KernelHeaders.needs("linux/netfilter/ipset/ip_set.h");
    }

    @Test
    void numbers(@TempDir Path directory) throws Exception {
        Map<String, Integer> ours = new TreeMap<>();
        for (Field field : IpSetNumber.class.getDeclaredFields()) {
            boolean newer = field.getName().equals("ATTR_BITMASK"); // than many headers
            if (!field.isSynthetic() && !newer) {
                ours.put("IPSET_" + field.getName(), field.getInt(null));
            }
        }
        String includes = """
                #include <stdio.h>
                #include <linux/netfilter/ipset/ip_set.h>
                """;
        assertEquals(
                KernelHeaders.values(
                        includes,
                        ours.keySet().stream().collect(Collectors.toMap(name -> name, name -> name)),
                        directory),
                ours);
    }
}
