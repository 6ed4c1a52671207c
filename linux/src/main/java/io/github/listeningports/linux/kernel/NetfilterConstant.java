package io.github.listeningports.linux.kernel;

/** Numbers that nf_tables shares with the rest of netfilter, named as their headers name them. */
public final class NetfilterConstant {

    /** The subsystem of netlink's message types, in their upper byte (linux/netfilter/nfnetlink.h). */
    static final int NFNL_SUBSYS_NFTABLES = 10;

    /** Verdicts (linux/netfilter.h). */
    public static final int NF_DROP = 0;

    public static final int NF_ACCEPT = 1;
    public static final int NF_QUEUE = 3;
    public static final int NF_VERDICT_QMASK = 0xffff0000;

    /** Families of tables, beside those of {@code PacketKind} (linux/netfilter.h). */
    public static final int NFPROTO_INET = 1;

    public static final int NFPROTO_NETDEV = 5;
    public static final int NFPROTO_BRIDGE = 7;

    /** Hooks (linux/netfilter.h, linux/netfilter_bridge.h). */
    public static final int NF_INET_PRE_ROUTING = 0;

    public static final int NF_INET_LOCAL_IN = 1;
    public static final int NF_INET_INGRESS = 5;
    public static final int NF_NETDEV_INGRESS = 0;
    public static final int NF_BR_PRE_ROUTING = 0;
    public static final int NF_BR_LOCAL_IN = 1;

    /** Flag of a translation (linux/netfilter/nf_nat.h). */
    public static final int NF_NAT_RANGE_NETMAP = 0x40;

    private NetfilterConstant() {}

    /** nlmsg_type of a message of nf_tables. */
    public static int messageType(int message) {
        return NFNL_SUBSYS_NFTABLES << 8 | message;
    }
}
