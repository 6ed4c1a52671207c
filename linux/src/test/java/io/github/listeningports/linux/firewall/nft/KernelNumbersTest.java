package io.github.listeningports.linux.firewall.nft;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.linux.firewall.packet.PacketKind;
import io.github.listeningports.linux.kernel.KernelHeaders;
import io.github.listeningports.linux.kernel.NetfilterConstant;
import io.github.listeningports.linux.kernel.SocketConstant;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The numbers that we took from the kernel's headers are those that a C compiler finds there. */
class KernelNumbersTest {

    @BeforeAll
    static void needsTheHeaders() {
        KernelHeaders.needs("linux/netfilter/nf_tables.h");
    }

    @Test
    void attributes(@TempDir Path directory) throws Exception {
        Map<String, Integer> ours = numbers(NftAttribute.class, "NFTA_");
        assertEquals(compiled(ours, directory), ours);
    }

    @Test
    void messagesFlagsAndVerdicts(@TempDir Path directory) throws Exception {
        Map<String, Integer> ours = numbers(NftConstant.class, "NFT_");
        assertEquals(compiled(ours, directory), ours);
    }

    @Test
    void whatNetfilterShares(@TempDir Path directory) throws Exception {
        Map<String, Integer> ours = numbers(NetfilterConstant.class, "");
        ours.put("NFPROTO_IPV4", PacketKind.NFPROTO_IPV4);
        ours.put("NFPROTO_IPV6", PacketKind.NFPROTO_IPV6);
        assertEquals(compiled(ours, directory), ours);
    }

    @Test
    void sockets(@TempDir Path directory) throws Exception {
        Map<String, Integer> ours = numbers(SocketConstant.class, "");
        assertEquals(compiled(ours, directory), ours);
    }

    @Test
    void keys(@TempDir Path directory) throws Exception {
        Map<String, Integer> ours = new TreeMap<>();
        addKeys(ours, "NFT_CMP_", NftKey.Comparison.values());
        addKeys(ours, "NFT_RANGE_", NftKey.RangeTest.values());
        addKeys(ours, "NFT_PAYLOAD_", NftKey.PayloadBase.values());
        addKeys(ours, "NFT_META_", NftKey.Meta.values());
        addKeys(ours, "NFT_CT_", NftKey.Ct.values());
        addKeys(ours, "NFT_FIB_RESULT_", NftKey.FibResult.values());
        addKeys(ours, "NFT_OBJECT_", NftKey.ObjectType.values());
        assertEquals(compiled(ours, directory), ours);
    }

    private static <E extends Enum<E> & NftKey> void addKeys(Map<String, Integer> numbers, String prefix, E[] keys) {
        for (E key : keys) {
            if (key.number() >= 0) { // the others stand for what is not in the headers
                numbers.put(prefix + key.name(), key.number());
            }
        }
    }

    private static Map<String, Integer> numbers(Class<?> constants, String prefix) throws IllegalAccessException {
        Map<String, Integer> numbers = new TreeMap<>();
        for (Field field : constants.getDeclaredFields()) {
            if (!field.isSynthetic()) { // a coverage tool's
                field.setAccessible(true); // some are hidden in their package
                numbers.put(prefix + field.getName(), field.getInt(null));
            }
        }
        return numbers;
    }

    private static Map<String, Integer> compiled(Map<String, Integer> names, Path directory) throws IOException {
        String includes = """
                #include <stdio.h>
                #include <sys/socket.h>
                #include <netinet/in.h>
                #include <linux/sock_diag.h>
                #include <linux/netfilter.h>
                #include <linux/netfilter_bridge.h>
                #include <linux/netfilter/nf_nat.h>
                #include <linux/netfilter/nf_tables.h>
                #include <linux/netfilter/nf_tables_compat.h>
                #include <linux/netfilter/nfnetlink.h>
                """;
        return KernelHeaders.values(
                includes, names.keySet().stream().collect(Collectors.toMap(name -> name, name -> name)), directory);
    }
}
