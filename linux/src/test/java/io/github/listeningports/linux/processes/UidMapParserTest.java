package io.github.listeningports.linux.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Rows as fs/proc/base.c and kernel/user_namespace.c print them. */
class UidMapParserTest {

    private static final byte[] INITIAL = bytes("         0          0 4294967295\n");
    private static final byte[] ROOTLESS =
            bytes("         0       1000          1\n         1     100000      65536\n");

    @Test
    void theInitialNamespaceKeepsEveryUser() {
        for (long uid : new long[] {0, 1000, 65534, 4294967294L}) {
            assertTrue(UidMapParser.has(INITIAL, uid) && UidMapParser.keeps(INITIAL, uid));
        }
        assertFalse(UidMapParser.has(INITIAL, 4294967295L), "no user");
    }

    @Test
    void aRangeEndsBeforeItsFirstIdAndItsLength() {
        assertTrue(UidMapParser.has(ROOTLESS, 0));
        assertTrue(UidMapParser.has(ROOTLESS, 65536));
        assertFalse(UidMapParser.has(ROOTLESS, 65537));
        assertFalse(UidMapParser.keeps(ROOTLESS, 0));
        assertFalse(UidMapParser.keeps(ROOTLESS, 1000));
        assertFalse(UidMapParser.keeps(bytes("0 4294967295 4294967295\n"), 65534), "seen from elsewhere");
        assertTrue(UidMapParser.keeps(bytes("0 100000 1\n33 33 1"), 33));
    }

    @Test
    void brokenRowsMapNobody() {
        for (String broken : new String[] {"", "\n", "0 0", "0 0 x\n", "0 0 99999999999\n", "-1 -1 5\n"}) {
            assertEquals(false, UidMapParser.has(bytes(broken), 0), broken);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
