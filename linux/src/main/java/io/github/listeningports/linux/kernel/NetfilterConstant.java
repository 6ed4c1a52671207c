package io.github.listeningports.linux.kernel;

/** Constants that nf_tables, ip_tables and ip6_tables share, under their headers' names. */
public final class NetfilterConstant {

    /** The subsystem of netlink's message types, in their upper byte (linux/netfilter/nfnetlink.h). */
    static final int NFNL_SUBSYS_NFTABLES = 10;

    static final int NFNL_SUBSYS_IPSET = 6;

    /** Verdicts (linux/netfilter.h). */
    public static final int NF_DROP = 0;

    public static final int NF_ACCEPT = 1;
    public static final int NF_QUEUE = 3;
    public static final int NF_VERDICT_QMASK = 0xffff0000;

    /** Families of tables, beside those of {@code PacketKind} (linux/netfilter.h). */
    public static final int NFPROTO_INET = 1;

    public static final int NFPROTO_ARP = 3;
    public static final int NFPROTO_NETDEV = 5;
    public static final int NFPROTO_BRIDGE = 7;

    /** Hooks (linux/netfilter.h, linux/netfilter_bridge.h). */
    public static final int NF_INET_PRE_ROUTING = 0;

    public static final int NF_INET_LOCAL_IN = 1;
    public static final int NF_INET_FORWARD = 2;
    public static final int NF_INET_POST_ROUTING = 4;
    public static final int NF_INET_INGRESS = 5;
    public static final int NF_NETDEV_INGRESS = 0;
    public static final int NF_NETDEV_EGRESS = 1;
    public static final int NF_BR_PRE_ROUTING = 0;
    public static final int NF_BR_LOCAL_IN = 1;
    public static final int NF_BR_FORWARD = 2;
    public static final int NF_BR_POST_ROUTING = 4;

    /** Flags of a translation (linux/netfilter/nf_nat.h). */
    public static final int NF_NAT_RANGE_MAP_IPS = 1;

    public static final int NF_NAT_RANGE_PROTO_SPECIFIED = 2;
    public static final int NF_NAT_RANGE_PROTO_RANDOM = 4;
    public static final int NF_NAT_RANGE_PROTO_RANDOM_FULLY = 0x10;
    public static final int NF_NAT_RANGE_PROTO_OFFSET = 0x20;
    public static final int NF_NAT_RANGE_NETMAP = 0x40;

    private NetfilterConstant() {}

    /** nlmsg_type of a message of nf_tables. */
    public static int messageType(int message) {
        return NFNL_SUBSYS_NFTABLES << 8 | message;
    }

    /** nlmsg_type of a message of ipset. */
    public static int ipsetType(int message) {
        return NFNL_SUBSYS_IPSET << 8 | message;
    }
}
