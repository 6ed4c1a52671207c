package io.github.listeningports.linux.firewall.xt;

/**
 * Sizes of the structures of ip_tables, ip6_tables and their extensions, and offsets of their members, on machines that align 64-bit numbers to eight bytes
 * (linux/netfilter/x_tables.h, xt_*.h and nf_nat.h, linux/netfilter_ipv4/ip_tables.h, linux/netfilter_ipv6/ip6_tables.h). XtKernelNumbersTest lists the C expression
 * of each.
 */
final class XtStruct {

    /** ipt_getinfo; ip6t_getinfo is alike. */
    static final int GETINFO = 84;

    static final int GETINFO_VALID_HOOKS = 32;
    static final int GETINFO_HOOK_ENTRY = 36;
    static final int GETINFO_UNDERFLOW = 56;
    static final int GETINFO_NUM_ENTRIES = 76;
    static final int GETINFO_SIZE = 80;

    /** ipt_get_entries; ip6t_get_entries is alike. */
    static final int GET_ENTRIES_SIZE = 32;

    static final int GET_ENTRIES_ENTRYTABLE = 40;

    static final int IPT_ENTRY = 112;
    static final int IPT_ENTRY_SRC = 0;
    static final int IPT_ENTRY_DST = 4;
    static final int IPT_ENTRY_SMSK = 8;
    static final int IPT_ENTRY_DMSK = 12;
    static final int IPT_ENTRY_INIFACE = 16;
    static final int IPT_ENTRY_OUTIFACE = 32;
    static final int IPT_ENTRY_INIFACE_MASK = 48;
    static final int IPT_ENTRY_OUTIFACE_MASK = 64;
    static final int IPT_ENTRY_PROTO = 80;
    static final int IPT_ENTRY_FLAGS = 82;
    static final int IPT_ENTRY_INVFLAGS = 83;
    static final int IPT_ENTRY_TARGET_OFFSET = 88;
    static final int IPT_ENTRY_NEXT_OFFSET = 90;
    static final int IPT_ENTRY_COUNTERS = 96;

    static final int IP6T_ENTRY = 168;
    static final int IP6T_ENTRY_SRC = 0;
    static final int IP6T_ENTRY_DST = 16;
    static final int IP6T_ENTRY_SMSK = 32;
    static final int IP6T_ENTRY_DMSK = 48;
    static final int IP6T_ENTRY_INIFACE = 64;
    static final int IP6T_ENTRY_OUTIFACE = 80;
    static final int IP6T_ENTRY_INIFACE_MASK = 96;
    static final int IP6T_ENTRY_OUTIFACE_MASK = 112;
    static final int IP6T_ENTRY_PROTO = 128;
    static final int IP6T_ENTRY_FLAGS = 131;
    static final int IP6T_ENTRY_INVFLAGS = 132;
    static final int IP6T_ENTRY_TARGET_OFFSET = 140;
    static final int IP6T_ENTRY_NEXT_OFFSET = 142;
    static final int IP6T_ENTRY_COUNTERS = 152;

    static final int ENTRY_MATCH = 32;
    static final int ENTRY_MATCH_SIZE = 0;
    static final int ENTRY_MATCH_NAME = 2;
    static final int ENTRY_MATCH_REVISION = 31;

    static final int ENTRY_TARGET = 32;
    static final int ENTRY_TARGET_NAME = 2;
    static final int ENTRY_TARGET_REVISION = 31;
    static final int STANDARD_TARGET_VERDICT = 32;
    static final int ERROR_TARGET_ERRORNAME = 32;

    static final int TCP = 12;
    static final int TCP_SPTS = 0;
    static final int TCP_DPTS = 4;
    static final int TCP_OPTION = 8;
    static final int TCP_FLG_MASK = 9;
    static final int TCP_FLG_CMP = 10;
    static final int TCP_INVFLAGS = 11;

    static final int UDP_SPTS = 0;
    static final int UDP_DPTS = 4;
    static final int UDP_INVFLAGS = 8;

    static final int MULTIPORT = 32;
    static final int MULTIPORT_V1 = 48;
    static final int MULTIPORT_FLAGS = 0;
    static final int MULTIPORT_COUNT = 1;
    static final int MULTIPORT_PORTS = 2;
    static final int MULTIPORT_V1_PFLAGS = 32;
    static final int MULTIPORT_V1_INVERT = 47;

    static final int STATE = 4;
    static final int STATE_STATEMASK = 0;

    /** xt_conntrack_mtinfo1, 2 and 3, which begin alike. */
    static final int CONNTRACK_1 = 152;

    static final int CONNTRACK_2 = 156;
    static final int CONNTRACK_3 = 164;
    static final int CONNTRACK_ORIGSRC_ADDR = 0;
    static final int CONNTRACK_ORIGSRC_MASK = 16;
    static final int CONNTRACK_L4PROTO = 136;
    static final int CONNTRACK_MATCH_FLAGS = 146;
    static final int CONNTRACK_INVERT_FLAGS = 148;
    static final int CONNTRACK_STATE_MASK = 150;
    static final int CONNTRACK_1_STATUS_MASK = 151;
    static final int CONNTRACK_STATUS_MASK = 152;

    static final int ADDRTYPE_0 = 12;
    static final int ADDRTYPE_0_INVERT_SOURCE = 4;
    static final int ADDRTYPE_0_INVERT_DEST = 8;
    static final int ADDRTYPE_1 = 8;
    static final int ADDRTYPE_1_FLAGS = 4;
    static final int ADDRTYPE_SOURCE = 0;
    static final int ADDRTYPE_DEST = 2;

    /** xt_mark_mtinfo1; xt_connmark_mtinfo1 is alike. */
    static final int MARK_MATCH_MARK = 0;

    static final int MARK_MATCH_MASK = 4;
    static final int MARK_MATCH_INVERT = 8;

    static final int IPRANGE_SRC_MIN = 0;
    static final int IPRANGE_SRC_MAX = 16;
    static final int IPRANGE_DST_MIN = 32;
    static final int IPRANGE_DST_MAX = 48;
    static final int IPRANGE_FLAGS = 64;

    static final int PKTTYPE = 8;
    static final int PKTTYPE_PKTTYPE = 0;
    static final int PKTTYPE_INVERT = 4;

    static final int RPFILTER = 1;
    static final int RPFILTER_FLAGS = 0;

    /** xt_recent_mtinfo and _v1, which begin alike. */
    static final int RECENT_CHECK_SET = 8;

    static final int RECENT_INVERT = 9;

    /** xt_set_info, and xt_set_info_v0 as the kernel keeps it. */
    static final int SET = 4;

    static final int SET_DIM = 2;
    static final int SET_FLAGS = 3;
    static final int SET_V0 = 32;
    static final int SET_V0_DIM = 28;
    static final int SET_V0_FLAGS = 29;
    static final int SET_MATCH_V3 = 48;
    static final int SET_MATCH_V3_PACKETS_OP = 8;
    static final int SET_MATCH_V3_BYTES_OP = 24;
    static final int SET_MATCH_V3_FLAGS = 40;
    static final int SET_MATCH_V4 = 48;
    static final int SET_MATCH_V4_PACKETS_OP = 16;
    static final int SET_MATCH_V4_BYTES_OP = 32;
    static final int SET_MATCH_V4_FLAGS = 40;

    /** ip6t_ipv6header_info. */
    static final int IPV6HEADER = 3;

    static final int IPV6HEADER_MATCHFLAGS = 0;
    static final int IPV6HEADER_INVFLAGS = 1;
    static final int IPV6HEADER_MODEFLAG = 2;

    static final int LENGTH_MIN = 0;
    static final int LENGTH_MAX = 2;
    static final int LENGTH_INVERT = 4;

    static final int DEVGROUP = 20;
    static final int DEVGROUP_FLAGS = 0;
    static final int DEVGROUP_SRC_GROUP = 4;
    static final int DEVGROUP_SRC_MASK = 8;

    static final int CONNBYTES_FROM = 0;
    static final int CONNBYTES_TO = 8;
    static final int CONNBYTES_WHAT = 16;

    /** nf_inet_addr: an address of either family. */
    static final int INET_ADDR = 16;

    static final int IN_ADDR = 4;

    static final int MARK_TARGET = 8;
    static final int MARK_TARGET_MARK = 0;
    static final int MARK_TARGET_MASK = 4;

    /** xt_connmark_tginfo1 and 2, which begin alike. */
    static final int CONNMARK_CTMARK = 0;

    static final int CONNMARK_CTMASK = 4;
    static final int CONNMARK_NFMASK = 8;
    static final int CONNMARK_1_MODE = 12;
    static final int CONNMARK_2_SHIFT_BITS = 13;
    static final int CONNMARK_2_MODE = 14;

    /** nf_nat_ipv4_multi_range_compat, and the one range in it. */
    static final int NAT_IPV4 = 20;

    static final int NAT_IPV4_FLAGS = 4;
    static final int NAT_IPV4_MIN_IP = 8;
    static final int NAT_IPV4_MAX_IP = 12;
    static final int NAT_IPV4_MIN = 16;
    static final int NAT_IPV4_MAX = 18;

    /** nf_nat_range; nf_nat_range2 begins alike. */
    static final int NAT_RANGE = 40;

    static final int NAT_RANGE_FLAGS = 0;
    static final int NAT_RANGE_MIN_ADDR = 4;
    static final int NAT_RANGE_MAX_ADDR = 20;
    static final int NAT_RANGE_MIN_PROTO = 36;
    static final int NAT_RANGE_MAX_PROTO = 38;

    static final int TEE_GW = 0;
    static final int TEE_OIF = 16;

    static final int TPROXY_0_LPORT = 12;
    static final int TPROXY_1_LPORT = 24;

    static final int CT_FLAGS = 0;

    private XtStruct() {}
}
