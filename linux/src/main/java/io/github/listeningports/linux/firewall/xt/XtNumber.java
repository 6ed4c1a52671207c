package io.github.listeningports.linux.firewall.xt;

/**
 * Constants of ip_tables, ip6_tables and their extensions: XT_... of linux/netfilter/x_tables.h and xt_*.h, and, with their own prefixes, those of
 * linux/netfilter_ipv4.h, linux/netfilter_ipv4/ip_tables.h and linux/netfilter_ipv6/ip6_tables.h.
 */
final class XtNumber {

    /** Also for IPv6 (IP6T_SO_...). */
    static final int IPT_SO_GET_INFO = 64;

    static final int IPT_SO_GET_ENTRIES = 65;

    /** Also for IPv6 (NF_IP6_PRI_...). */
    static final int NF_IP_PRI_RAW = -300;

    static final int NF_IP_PRI_MANGLE = -150;
    static final int NF_IP_PRI_NAT_DST = -100;
    static final int NF_IP_PRI_FILTER = 0;
    static final int NF_IP_PRI_SECURITY = 50;
    static final int NF_IP_PRI_NAT_SRC = 100;

    /** A verdict of the standard target; those of linux/netfilter.h are stored as -NF_... - 1. */
    static final int RETURN = -5;

    static final int IFNAMSIZ = 16;
    static final int TABLE_MAXNAMELEN = 32;
    static final int EXTENSION_MAXNAMELEN = 29;
    static final int FUNCTION_MAXNAMELEN = 30;

    static final int IPT_F_FRAG = 1;
    static final int IPT_F_GOTO = 2;
    static final int IP6T_F_PROTO = 1;
    static final int IP6T_F_GOTO = 4;

    /** Also for IPv6 (IP6T_INV_...). */
    static final int IPT_INV_VIA_IN = 1;

    static final int IPT_INV_VIA_OUT = 2;
    static final int IPT_INV_SRCIP = 8;
    static final int IPT_INV_DSTIP = 16;
    static final int IPT_INV_FRAG = 32;
    static final int IPT_INV_PROTO = 64;

    static final int TCP_INV_SRCPT = 1;
    static final int TCP_INV_DSTPT = 2;
    static final int TCP_INV_FLAGS = 4;
    static final int UDP_INV_SRCPT = 1;
    static final int UDP_INV_DSTPT = 2;

    static final int MULTIPORT_SOURCE = 0;
    static final int MULTIPORT_DESTINATION = 1;
    static final int MULTI_PORTS = 15;

    static final int STATE_INVALID = 1;

    /** XT_STATE_BIT(IP_CT_NEW), which is XT_CONNTRACK_STATE_BIT(IP_CT_NEW) too. */
    static final int STATE_BIT_NEW = 8;

    static final int STATE_UNTRACKED = 64;

    static final int CONNTRACK_STATE_INVALID = 1;
    static final int CONNTRACK_STATE_DNAT = 128;
    static final int CONNTRACK_STATE_UNTRACKED = 256;
    static final int CONNTRACK_STATE = 1;
    static final int CONNTRACK_PROTO = 2;
    static final int CONNTRACK_ORIGSRC = 4;
    static final int CONNTRACK_STATUS = 64;
    static final int CONNTRACK_DIRECTION = 0x1000;
    static final int CONNTRACK_STATE_ALIAS = 0x2000;

    static final int ADDRTYPE_INVERT_SOURCE = 1;
    static final int ADDRTYPE_INVERT_DEST = 2;
    static final int ADDRTYPE_LIMIT_IFACE_IN = 4;
    static final int ADDRTYPE_UNSPEC = 1;
    static final int ADDRTYPE_UNICAST = 1 << 1;
    static final int ADDRTYPE_LOCAL = 1 << 2;
    static final int ADDRTYPE_ANYCAST = 1 << 4;
    static final int ADDRTYPE_MULTICAST = 1 << 5;
    static final int ADDRTYPE_UNREACHABLE = 1 << 7;

    static final int IPRANGE_SRC = 1;
    static final int IPRANGE_DST = 2;
    static final int IPRANGE_SRC_INV = 16;
    static final int IPRANGE_DST_INV = 32;

    static final int RPFILTER_VALID_MARK = 2;
    static final int RPFILTER_INVERT = 8;

    static final int RECENT_SET = 2;

    /** Of linux/netfilter_ipv6/ip6t_ipv6header.h: no extension header, but another protocol. */
    static final int MASK_PROTO = 1;

    static final int DEVGROUP_MATCH_SRC = 1;
    static final int DEVGROUP_INVERT_SRC = 2;
    static final int CONNBYTES_PKTS = 0;

    static final int IPSET_INVALID_ID = 65535;
    static final int IPSET_INV_MATCH = 1;
    static final int IPSET_RETURN_NOMATCH = 128;
    static final int IPSET_FLAG_RETURN_NOMATCH = 128;

    static final int CONNMARK_SET = 0;
    static final int CONNMARK_SAVE = 1;
    static final int CONNMARK_RESTORE = 2;

    static final int CT_NOTRACK = 1;

    private XtNumber() {}
}
