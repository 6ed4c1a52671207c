package io.github.listeningports.linux.firewall.xt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.kernel.KernelHeaders;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The constants of ip_tables and ip6_tables, and the layout of their structures, are those that a C compiler finds in the kernel's headers. */
class XtKernelNumbersTest {

    private static final String HEADERS = """
            #include <stddef.h>
            #include <stdio.h>
            #include <limits.h>
            #include <linux/if.h>
            #include <linux/netfilter.h>
            #include <linux/netfilter_ipv4.h>
            #include <linux/netfilter_ipv6.h>
            #include <linux/netfilter/nf_conntrack_common.h>
            #include <linux/netfilter/nf_nat.h>
            #include <linux/netfilter/x_tables.h>
            #include <linux/netfilter/xt_CT.h>
            #include <linux/netfilter/xt_TEE.h>
            #include <linux/netfilter/xt_TPROXY.h>
            #include <linux/netfilter/xt_addrtype.h>
            #include <linux/netfilter/xt_connmark.h>
            #include <linux/netfilter/xt_connbytes.h>
            #include <linux/netfilter/xt_conntrack.h>
            #include <linux/netfilter/xt_devgroup.h>
            #include <linux/netfilter/xt_iprange.h>
            #include <linux/netfilter/xt_length.h>
            #include <linux/netfilter/xt_mark.h>
            #include <linux/netfilter/xt_multiport.h>
            #include <linux/netfilter/xt_pkttype.h>
            #include <linux/netfilter/xt_recent.h>
            #include <linux/netfilter/xt_rpfilter.h>
            #include <linux/netfilter/xt_set.h>
            #include <linux/netfilter/xt_state.h>
            #include <linux/netfilter/xt_tcpudp.h>
            #include <linux/netfilter_ipv4/ip_tables.h>
            #include <linux/netfilter_ipv6/ip6_tables.h>
            #include <linux/netfilter_ipv6/ip6t_ipv6header.h>
            """;

    /** Each constant of {@link XtStruct}, and what it is in C. */
    private static final String LAYOUT = """
            SET sizeof(struct xt_set_info)
            SET_DIM offsetof(struct xt_set_info, dim)
            SET_FLAGS offsetof(struct xt_set_info, flags)
            SET_V0 sizeof(struct xt_set_info_v0)
            SET_V0_DIM offsetof(struct xt_set_info_v0, u.compat.dim)
            SET_V0_FLAGS offsetof(struct xt_set_info_v0, u.compat.flags)
            SET_MATCH_V3 sizeof(struct xt_set_info_match_v3)
            SET_MATCH_V3_PACKETS_OP offsetof(struct xt_set_info_match_v3, packets.op)
            SET_MATCH_V3_BYTES_OP offsetof(struct xt_set_info_match_v3, bytes.op)
            SET_MATCH_V3_FLAGS offsetof(struct xt_set_info_match_v3, flags)
            SET_MATCH_V4 sizeof(struct xt_set_info_match_v4)
            SET_MATCH_V4_PACKETS_OP offsetof(struct xt_set_info_match_v4, packets.op)
            SET_MATCH_V4_BYTES_OP offsetof(struct xt_set_info_match_v4, bytes.op)
            SET_MATCH_V4_FLAGS offsetof(struct xt_set_info_match_v4, flags)
            IPV6HEADER sizeof(struct ip6t_ipv6header_info)
            IPV6HEADER_MATCHFLAGS offsetof(struct ip6t_ipv6header_info, matchflags)
            IPV6HEADER_INVFLAGS offsetof(struct ip6t_ipv6header_info, invflags)
            IPV6HEADER_MODEFLAG offsetof(struct ip6t_ipv6header_info, modeflag)
            LENGTH_MIN offsetof(struct xt_length_info, min)
            LENGTH_MAX offsetof(struct xt_length_info, max)
            LENGTH_INVERT offsetof(struct xt_length_info, invert)
            DEVGROUP sizeof(struct xt_devgroup_info)
            DEVGROUP_FLAGS offsetof(struct xt_devgroup_info, flags)
            DEVGROUP_SRC_GROUP offsetof(struct xt_devgroup_info, src_group)
            DEVGROUP_SRC_MASK offsetof(struct xt_devgroup_info, src_mask)
            CONNBYTES_FROM offsetof(struct xt_connbytes_info, count.from)
            CONNBYTES_TO offsetof(struct xt_connbytes_info, count.to)
            CONNBYTES_WHAT offsetof(struct xt_connbytes_info, what)
            GETINFO sizeof(struct ipt_getinfo)
            GETINFO_VALID_HOOKS offsetof(struct ipt_getinfo, valid_hooks)
            GETINFO_HOOK_ENTRY offsetof(struct ipt_getinfo, hook_entry)
            GETINFO_UNDERFLOW offsetof(struct ipt_getinfo, underflow)
            GETINFO_NUM_ENTRIES offsetof(struct ipt_getinfo, num_entries)
            GETINFO_SIZE offsetof(struct ipt_getinfo, size)
            GET_ENTRIES_SIZE offsetof(struct ipt_get_entries, size)
            GET_ENTRIES_ENTRYTABLE offsetof(struct ipt_get_entries, entrytable)
            IPT_ENTRY sizeof(struct ipt_entry)
            IPT_ENTRY_SRC offsetof(struct ipt_entry, ip.src)
            IPT_ENTRY_DST offsetof(struct ipt_entry, ip.dst)
            IPT_ENTRY_SMSK offsetof(struct ipt_entry, ip.smsk)
            IPT_ENTRY_DMSK offsetof(struct ipt_entry, ip.dmsk)
            IPT_ENTRY_INIFACE offsetof(struct ipt_entry, ip.iniface)
            IPT_ENTRY_OUTIFACE offsetof(struct ipt_entry, ip.outiface)
            IPT_ENTRY_INIFACE_MASK offsetof(struct ipt_entry, ip.iniface_mask)
            IPT_ENTRY_OUTIFACE_MASK offsetof(struct ipt_entry, ip.outiface_mask)
            IPT_ENTRY_PROTO offsetof(struct ipt_entry, ip.proto)
            IPT_ENTRY_FLAGS offsetof(struct ipt_entry, ip.flags)
            IPT_ENTRY_INVFLAGS offsetof(struct ipt_entry, ip.invflags)
            IPT_ENTRY_TARGET_OFFSET offsetof(struct ipt_entry, target_offset)
            IPT_ENTRY_NEXT_OFFSET offsetof(struct ipt_entry, next_offset)
            IPT_ENTRY_COUNTERS offsetof(struct ipt_entry, counters)
            IP6T_ENTRY sizeof(struct ip6t_entry)
            IP6T_ENTRY_SRC offsetof(struct ip6t_entry, ipv6.src)
            IP6T_ENTRY_DST offsetof(struct ip6t_entry, ipv6.dst)
            IP6T_ENTRY_SMSK offsetof(struct ip6t_entry, ipv6.smsk)
            IP6T_ENTRY_DMSK offsetof(struct ip6t_entry, ipv6.dmsk)
            IP6T_ENTRY_INIFACE offsetof(struct ip6t_entry, ipv6.iniface)
            IP6T_ENTRY_OUTIFACE offsetof(struct ip6t_entry, ipv6.outiface)
            IP6T_ENTRY_INIFACE_MASK offsetof(struct ip6t_entry, ipv6.iniface_mask)
            IP6T_ENTRY_OUTIFACE_MASK offsetof(struct ip6t_entry, ipv6.outiface_mask)
            IP6T_ENTRY_PROTO offsetof(struct ip6t_entry, ipv6.proto)
            IP6T_ENTRY_FLAGS offsetof(struct ip6t_entry, ipv6.flags)
            IP6T_ENTRY_INVFLAGS offsetof(struct ip6t_entry, ipv6.invflags)
            IP6T_ENTRY_TARGET_OFFSET offsetof(struct ip6t_entry, target_offset)
            IP6T_ENTRY_NEXT_OFFSET offsetof(struct ip6t_entry, next_offset)
            IP6T_ENTRY_COUNTERS offsetof(struct ip6t_entry, counters)
            ENTRY_MATCH sizeof(struct xt_entry_match)
            ENTRY_MATCH_SIZE offsetof(struct xt_entry_match, u.match_size)
            ENTRY_MATCH_NAME offsetof(struct xt_entry_match, u.user.name)
            ENTRY_MATCH_REVISION offsetof(struct xt_entry_match, u.user.revision)
            ENTRY_TARGET sizeof(struct xt_entry_target)
            ENTRY_TARGET_NAME offsetof(struct xt_entry_target, u.user.name)
            ENTRY_TARGET_REVISION offsetof(struct xt_entry_target, u.user.revision)
            STANDARD_TARGET_VERDICT offsetof(struct xt_standard_target, verdict)
            ERROR_TARGET_ERRORNAME offsetof(struct xt_error_target, errorname)
            TCP sizeof(struct xt_tcp)
            TCP_SPTS offsetof(struct xt_tcp, spts)
            TCP_DPTS offsetof(struct xt_tcp, dpts)
            TCP_OPTION offsetof(struct xt_tcp, option)
            TCP_FLG_MASK offsetof(struct xt_tcp, flg_mask)
            TCP_FLG_CMP offsetof(struct xt_tcp, flg_cmp)
            TCP_INVFLAGS offsetof(struct xt_tcp, invflags)
            UDP_SPTS offsetof(struct xt_udp, spts)
            UDP_DPTS offsetof(struct xt_udp, dpts)
            UDP_INVFLAGS offsetof(struct xt_udp, invflags)
            MULTIPORT sizeof(struct xt_multiport)
            MULTIPORT_V1 sizeof(struct xt_multiport_v1)
            MULTIPORT_FLAGS offsetof(struct xt_multiport, flags)
            MULTIPORT_COUNT offsetof(struct xt_multiport, count)
            MULTIPORT_PORTS offsetof(struct xt_multiport, ports)
            MULTIPORT_V1_PFLAGS offsetof(struct xt_multiport_v1, pflags)
            MULTIPORT_V1_INVERT offsetof(struct xt_multiport_v1, invert)
            STATE sizeof(struct xt_state_info)
            STATE_STATEMASK offsetof(struct xt_state_info, statemask)
            CONNTRACK_1 sizeof(struct xt_conntrack_mtinfo1)
            CONNTRACK_2 sizeof(struct xt_conntrack_mtinfo2)
            CONNTRACK_3 sizeof(struct xt_conntrack_mtinfo3)
            CONNTRACK_ORIGSRC_ADDR offsetof(struct xt_conntrack_mtinfo3, origsrc_addr)
            CONNTRACK_ORIGSRC_MASK offsetof(struct xt_conntrack_mtinfo3, origsrc_mask)
            CONNTRACK_L4PROTO offsetof(struct xt_conntrack_mtinfo3, l4proto)
            CONNTRACK_MATCH_FLAGS offsetof(struct xt_conntrack_mtinfo3, match_flags)
            CONNTRACK_INVERT_FLAGS offsetof(struct xt_conntrack_mtinfo3, invert_flags)
            CONNTRACK_STATE_MASK offsetof(struct xt_conntrack_mtinfo3, state_mask)
            CONNTRACK_1_STATUS_MASK offsetof(struct xt_conntrack_mtinfo1, status_mask)
            CONNTRACK_STATUS_MASK offsetof(struct xt_conntrack_mtinfo3, status_mask)
            ADDRTYPE_0 sizeof(struct xt_addrtype_info)
            ADDRTYPE_0_INVERT_SOURCE offsetof(struct xt_addrtype_info, invert_source)
            ADDRTYPE_0_INVERT_DEST offsetof(struct xt_addrtype_info, invert_dest)
            ADDRTYPE_1 sizeof(struct xt_addrtype_info_v1)
            ADDRTYPE_1_FLAGS offsetof(struct xt_addrtype_info_v1, flags)
            ADDRTYPE_SOURCE offsetof(struct xt_addrtype_info_v1, source)
            ADDRTYPE_DEST offsetof(struct xt_addrtype_info_v1, dest)
            MARK_MATCH_MARK offsetof(struct xt_mark_mtinfo1, mark)
            MARK_MATCH_MASK offsetof(struct xt_mark_mtinfo1, mask)
            MARK_MATCH_INVERT offsetof(struct xt_mark_mtinfo1, invert)
            IPRANGE_SRC_MIN offsetof(struct xt_iprange_mtinfo, src_min)
            IPRANGE_SRC_MAX offsetof(struct xt_iprange_mtinfo, src_max)
            IPRANGE_DST_MIN offsetof(struct xt_iprange_mtinfo, dst_min)
            IPRANGE_DST_MAX offsetof(struct xt_iprange_mtinfo, dst_max)
            IPRANGE_FLAGS offsetof(struct xt_iprange_mtinfo, flags)
            PKTTYPE sizeof(struct xt_pkttype_info)
            PKTTYPE_PKTTYPE offsetof(struct xt_pkttype_info, pkttype)
            PKTTYPE_INVERT offsetof(struct xt_pkttype_info, invert)
            RPFILTER sizeof(struct xt_rpfilter_info)
            RPFILTER_FLAGS offsetof(struct xt_rpfilter_info, flags)
            RECENT_CHECK_SET offsetof(struct xt_recent_mtinfo, check_set)
            RECENT_INVERT offsetof(struct xt_recent_mtinfo, invert)
            INET_ADDR sizeof(union nf_inet_addr)
            IN_ADDR sizeof(struct in_addr)
            MARK_TARGET sizeof(struct xt_mark_tginfo2)
            MARK_TARGET_MARK offsetof(struct xt_mark_tginfo2, mark)
            MARK_TARGET_MASK offsetof(struct xt_mark_tginfo2, mask)
            CONNMARK_CTMARK offsetof(struct xt_connmark_tginfo2, ctmark)
            CONNMARK_CTMASK offsetof(struct xt_connmark_tginfo2, ctmask)
            CONNMARK_NFMASK offsetof(struct xt_connmark_tginfo2, nfmask)
            CONNMARK_1_MODE offsetof(struct xt_connmark_tginfo1, mode)
            CONNMARK_2_SHIFT_BITS offsetof(struct xt_connmark_tginfo2, shift_bits)
            CONNMARK_2_MODE offsetof(struct xt_connmark_tginfo2, mode)
            NAT_IPV4 sizeof(struct nf_nat_ipv4_multi_range_compat)
            NAT_IPV4_FLAGS offsetof(struct nf_nat_ipv4_multi_range_compat, range[0].flags)
            NAT_IPV4_MIN_IP offsetof(struct nf_nat_ipv4_multi_range_compat, range[0].min_ip)
            NAT_IPV4_MAX_IP offsetof(struct nf_nat_ipv4_multi_range_compat, range[0].max_ip)
            NAT_IPV4_MIN offsetof(struct nf_nat_ipv4_multi_range_compat, range[0].min)
            NAT_IPV4_MAX offsetof(struct nf_nat_ipv4_multi_range_compat, range[0].max)
            NAT_RANGE sizeof(struct nf_nat_range)
            NAT_RANGE_FLAGS offsetof(struct nf_nat_range, flags)
            NAT_RANGE_MIN_ADDR offsetof(struct nf_nat_range, min_addr)
            NAT_RANGE_MAX_ADDR offsetof(struct nf_nat_range, max_addr)
            NAT_RANGE_MIN_PROTO offsetof(struct nf_nat_range, min_proto)
            NAT_RANGE_MAX_PROTO offsetof(struct nf_nat_range, max_proto)
            TEE_GW offsetof(struct xt_tee_tginfo, gw)
            TEE_OIF offsetof(struct xt_tee_tginfo, oif)
            TPROXY_0_LPORT offsetof(struct xt_tproxy_target_info, lport)
            TPROXY_1_LPORT offsetof(struct xt_tproxy_target_info_v1, lport)
            CT_FLAGS offsetof(struct xt_ct_target_info, flags)
            """;

    /** Structures that are listed as alike, or as beginning alike, share that with the one in the layout; and so do constants. */
    private static final String ALIKE = """
            sizeof(struct ip6t_getinfo) == sizeof(struct ipt_getinfo)
            offsetof(struct ip6t_getinfo, valid_hooks) == offsetof(struct ipt_getinfo, valid_hooks)
            offsetof(struct ip6t_getinfo, hook_entry) == offsetof(struct ipt_getinfo, hook_entry)
            offsetof(struct ip6t_getinfo, underflow) == offsetof(struct ipt_getinfo, underflow)
            offsetof(struct ip6t_getinfo, num_entries) == offsetof(struct ipt_getinfo, num_entries)
            offsetof(struct ip6t_getinfo, size) == offsetof(struct ipt_getinfo, size)
            offsetof(struct ip6t_get_entries, size) == offsetof(struct ipt_get_entries, size)
            offsetof(struct ip6t_get_entries, entrytable) == offsetof(struct ipt_get_entries, entrytable)
            offsetof(struct ipt_entry, elems) == sizeof(struct ipt_entry)
            offsetof(struct ip6t_entry, elems) == sizeof(struct ip6t_entry)
            sizeof(struct xt_counters) == 2 * sizeof(__u64)
            offsetof(struct xt_entry_match, data) == sizeof(struct xt_entry_match)
            offsetof(struct xt_entry_target, data) == sizeof(struct xt_entry_target)
            offsetof(struct xt_multiport_v1, flags) == offsetof(struct xt_multiport, flags)
            offsetof(struct xt_multiport_v1, count) == offsetof(struct xt_multiport, count)
            offsetof(struct xt_multiport_v1, ports) == offsetof(struct xt_multiport, ports)
            offsetof(struct xt_conntrack_mtinfo1, origsrc_addr) == offsetof(struct xt_conntrack_mtinfo3, origsrc_addr)
            offsetof(struct xt_conntrack_mtinfo1, origsrc_mask) == offsetof(struct xt_conntrack_mtinfo3, origsrc_mask)
            offsetof(struct xt_conntrack_mtinfo1, l4proto) == offsetof(struct xt_conntrack_mtinfo3, l4proto)
            offsetof(struct xt_conntrack_mtinfo1, match_flags) == offsetof(struct xt_conntrack_mtinfo3, match_flags)
            offsetof(struct xt_conntrack_mtinfo1, invert_flags) == offsetof(struct xt_conntrack_mtinfo3, invert_flags)
            offsetof(struct xt_conntrack_mtinfo1, state_mask) == offsetof(struct xt_conntrack_mtinfo3, state_mask)
            offsetof(struct xt_conntrack_mtinfo2, origsrc_addr) == offsetof(struct xt_conntrack_mtinfo3, origsrc_addr)
            offsetof(struct xt_conntrack_mtinfo2, origsrc_mask) == offsetof(struct xt_conntrack_mtinfo3, origsrc_mask)
            offsetof(struct xt_conntrack_mtinfo2, l4proto) == offsetof(struct xt_conntrack_mtinfo3, l4proto)
            offsetof(struct xt_conntrack_mtinfo2, match_flags) == offsetof(struct xt_conntrack_mtinfo3, match_flags)
            offsetof(struct xt_conntrack_mtinfo2, invert_flags) == offsetof(struct xt_conntrack_mtinfo3, invert_flags)
            offsetof(struct xt_conntrack_mtinfo2, state_mask) == offsetof(struct xt_conntrack_mtinfo3, state_mask)
            offsetof(struct xt_conntrack_mtinfo2, status_mask) == offsetof(struct xt_conntrack_mtinfo3, status_mask)
            offsetof(struct xt_addrtype_info, source) == offsetof(struct xt_addrtype_info_v1, source)
            offsetof(struct xt_addrtype_info, dest) == offsetof(struct xt_addrtype_info_v1, dest)
            offsetof(struct xt_connmark_mtinfo1, mark) == offsetof(struct xt_mark_mtinfo1, mark)
            offsetof(struct xt_connmark_mtinfo1, mask) == offsetof(struct xt_mark_mtinfo1, mask)
            offsetof(struct xt_connmark_mtinfo1, invert) == offsetof(struct xt_mark_mtinfo1, invert)
            offsetof(struct xt_recent_mtinfo_v1, check_set) == offsetof(struct xt_recent_mtinfo, check_set)
            offsetof(struct xt_recent_mtinfo_v1, invert) == offsetof(struct xt_recent_mtinfo, invert)
            offsetof(struct xt_connmark_tginfo1, ctmark) == offsetof(struct xt_connmark_tginfo2, ctmark)
            offsetof(struct xt_connmark_tginfo1, ctmask) == offsetof(struct xt_connmark_tginfo2, ctmask)
            offsetof(struct xt_connmark_tginfo1, nfmask) == offsetof(struct xt_connmark_tginfo2, nfmask)
            offsetof(struct nf_nat_range2, flags) == offsetof(struct nf_nat_range, flags)
            offsetof(struct nf_nat_range2, min_addr) == offsetof(struct nf_nat_range, min_addr)
            offsetof(struct nf_nat_range2, max_addr) == offsetof(struct nf_nat_range, max_addr)
            offsetof(struct nf_nat_range2, min_proto) == offsetof(struct nf_nat_range, min_proto)
            offsetof(struct nf_nat_range2, max_proto) == offsetof(struct nf_nat_range, max_proto)
            offsetof(struct xt_ct_target_info_v1, flags) == offsetof(struct xt_ct_target_info, flags)
            sizeof(struct in6_addr) == sizeof(union nf_inet_addr)
            IP6T_SO_GET_INFO == IPT_SO_GET_INFO
            IP6T_SO_GET_ENTRIES == IPT_SO_GET_ENTRIES
            NF_IP6_PRI_RAW == NF_IP_PRI_RAW
            NF_IP6_PRI_MANGLE == NF_IP_PRI_MANGLE
            NF_IP6_PRI_NAT_DST == NF_IP_PRI_NAT_DST
            NF_IP6_PRI_FILTER == NF_IP_PRI_FILTER
            NF_IP6_PRI_SECURITY == NF_IP_PRI_SECURITY
            NF_IP6_PRI_NAT_SRC == NF_IP_PRI_NAT_SRC
            IP6T_INV_VIA_IN == IPT_INV_VIA_IN
            IP6T_INV_VIA_OUT == IPT_INV_VIA_OUT
            IP6T_INV_SRCIP == IPT_INV_SRCIP
            IP6T_INV_DSTIP == IPT_INV_DSTIP
            IP6T_INV_PROTO == IPT_INV_PROTO
            XT_CONNTRACK_STATE_BIT(IP_CT_NEW) == XT_STATE_BIT(IP_CT_NEW)
            """;

    /** As the kernel's compat_ip6t_entry: the structures where 64-bit numbers are aligned to four bytes. */
    private static final String ALIGNED_TO_FOUR = """
            struct counters_of_four { __u64 pcnt __attribute__((aligned(4), packed)), bcnt __attribute__((aligned(4), packed)); };
            struct ip6t_entry_of_four {
              struct ip6t_ip6 ipv6;
              unsigned int nfcache;
              __u16 target_offset, next_offset;
              unsigned int comefrom;
              struct counters_of_four counters;
            };
            struct get_entries_of_four { char name[XT_TABLE_MAXNAMELEN]; unsigned int size; struct ip6t_entry_of_four entrytable[]; };
            """;

    @BeforeAll
    static void needsTheHeaders() {
        KernelHeaders.needs("linux/netfilter/x_tables.h");
    }

    @Test
    void constants(@TempDir Path directory) throws Exception {
        Map<String, Integer> ours = numbers(XtNumber.class);
        Map<String, String> expressions =
                ours.keySet().stream().collect(Collectors.toMap(name -> name, XtKernelNumbersTest::expression));
        assertEquals(compiled(expressions, directory), ours);
    }

    private static String expression(String name) {
        if (name.equals("STATE_BIT_NEW")) {
            return "XT_STATE_BIT(IP_CT_NEW)";
        }
        return name.matches("(IPT|IP6T|NF|MASK|IPSET)_.*|IPRANGE_.*|IFNAMSIZ") ? name : "XT_" + name;
    }

    @Test
    void layout(@TempDir Path directory) throws Exception {
        Machine.needs(
                XtAlignment.of(System.getProperty("os.arch")) == XtAlignment.EIGHT,
                "a machine that aligns 64-bit numbers to eight bytes");
        Map<String, String> expressions = LAYOUT.lines()
                .map(line -> line.split(" ", 2))
                .collect(Collectors.toMap(words -> words[0], words -> words[1]));
        assertEquals(compiled(expressions, directory), numbers(XtStruct.class));
    }

    @Test
    void alignedToFourBytes(@TempDir Path directory) throws Exception {
        Map<String, String> expressions = Map.of(
                "entryTable", "offsetof(struct get_entries_of_four, entrytable)",
                "entry", "sizeof(struct ip6t_entry_of_four)",
                "counters", "offsetof(struct ip6t_entry_of_four, counters)",
                "ipv4", "sizeof(struct ipt_entry)");
        XtAlignment four = XtAlignment.of("i386");
        assertEquals(
                KernelHeaders.values(HEADERS + ALIGNED_TO_FOUR, expressions, directory),
                Map.of(
                        "entryTable", four.entryTable(),
                        "entry", four.entry(true),
                        "counters", four.counters(true),
                        "ipv4", four.entry(false)));
    }

    @Test
    void alike(@TempDir Path directory) throws Exception {
        Map<String, String> expressions =
                ALIKE.lines().collect(Collectors.toMap(line -> line.replace(" ", ""), line -> line));
        compiled(expressions, directory).forEach((expression, holds) -> assertEquals(1, holds, expression));
    }

    private static Map<String, Integer> numbers(Class<?> constants) throws IllegalAccessException {
        Map<String, Integer> numbers = new TreeMap<>();
        for (Field field : constants.getDeclaredFields()) {
            if (!field.isSynthetic()) { // a coverage tool's
                numbers.put(field.getName(), field.getInt(null));
            }
        }
        return numbers;
    }

    private static Map<String, Integer> compiled(Map<String, String> expressions, Path directory) throws IOException {
        return KernelHeaders.values(HEADERS, expressions, directory);
    }
}
