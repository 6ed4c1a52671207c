package io.github.listeningports.linux.firewall.nft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.linux.firewall.packet.Patience;
import io.github.listeningports.linux.kernel.ProcFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files show whether nf_tables is present; what they do not show is not assumed absent. */
class NetfilterProbeTest {

    private static final String NETLINK = """
            sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode
            0000000000000000 0   0          00000000 0        0        0     2        0        1
            0000000000000000 12  0          00000000 0        0        0     2        0        24
            """;
    private static final String SYMBOLS = "0000000000000000 T _text\n0000000000000000 t nf_tables_newrule\n";

    @TempDir
    private Path root;

    @BeforeEach
    void aKernelWithNetfilter() throws IOException {
        write("net/netlink", NETLINK);
        write("version", "Linux version 6.18.0");
    }

    @Test
    void withoutNetfiltersEndOfNetlinkThereIsNone() throws IOException {
        write("net/netlink", NETLINK.replace(" 12 ", " 16 "));
        assertEquals(false, isThere());
    }

    @Test
    void aKernelWithoutModulesMayBeQueried() throws IOException {
        assertTrue(isThere());
    }

    @Test
    void aHiddenListOfModulesIsNoKernelWithoutModules() throws IOException {
        Files.delete(root.resolve("version"));
        assertTrue(String.valueOf(assertThrows(IOException.class, this::isThere).getMessage())
                .contains("subset=pid"));
    }

    @Test
    void aMaskedTableIsNotAnAbsentNetfilter() throws IOException {
        write("net/netlink", "");
        assertThrows(IOException.class, this::isThere);
        write("net/netlink", NETLINK);
        write("modules", "");
        write("kallsyms", "");
        assertThrows(IOException.class, this::isThere);
    }

    @Test
    void aModuleIsListedAndWhatIsBuiltInHasSymbols() throws IOException {
        write("modules", "x_tables 65536 1 ip_tables, Live 0x0\nnf_tables 372736 0 - Live 0x0\n");
        assertTrue(isThere());

        write("modules", "x_tables 65536 1 ip_tables, Live 0x0\n");
        write("kallsyms", SYMBOLS);
        assertTrue(isThere());

        write("kallsyms", "0000000000000000 T _text\n");
        assertEquals(false, isThere());
    }

    @Test
    void whatCannotBeReadIsNotAbsent() throws IOException {
        write("modules", "x_tables 65536 1 ip_tables, Live 0x0\n");
        assertEquals(
                "netfilter's presence in the kernel is unknown: cannot read " + root.resolve("kallsyms"),
                assertThrows(IOException.class, this::isThere).getMessage());

        Files.delete(root.resolve("net/netlink"));
        assertThrows(IOException.class, this::isThere);
    }

    @Test
    void legacyEbtablesIsAModuleOrBuiltIn() throws IOException {
        String ebtables = "0000000000000000 T ebt_do_table";
        assertTrue(filtersBridges(), "no file shows it");
        write("kallsyms", SYMBOLS);
        assertEquals(false, filtersBridges());
        write("kallsyms", SYMBOLS + ebtables + "\n");
        assertTrue(filtersBridges());
        write("modules", "veth 45056 0 - Live 0x0\n");
        assertTrue(filtersBridges(), "built into a kernel that has modules for other purposes");
        write("modules", "ebtables 45056 0 - Live 0x0\n");
        write("kallsyms", SYMBOLS + ebtables + "\t[ebtables]\n");
        assertEquals(false, filtersBridges(), "no table is there");
        write("modules", "ebtables 45056 1 ebtable_filter, Live 0x0\nebtable_filter 12288 0 - Live 0x0\n");
        assertTrue(filtersBridges());
    }

    @Test
    void whereBridgesAreAModuleNoSymbolIsLookedFor() throws IOException {
        write("modules", "bridge 425984 0 - Live 0x0\n");
        assertEquals(false, filtersBridges());
    }

    private boolean filtersBridges() {
        return new NetfilterProbe(root, new ProcFiles(), new Patience()).filtersBridges();
    }

    private boolean isThere() throws IOException {
        return new NetfilterProbe(root, new ProcFiles(), new Patience()).isThere(root.resolve("net"));
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
