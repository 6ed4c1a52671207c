package io.github.listeningports.linux.firewall.nft;

/** Messages, flags, registers and verdicts: NFT_... of linux/netfilter/nf_tables.h. */
final class NftConstant {

    static final int MSG_NEWTABLE = 0;
    static final int MSG_GETTABLE = 1;
    static final int MSG_NEWCHAIN = 3;
    static final int MSG_GETCHAIN = 4;
    static final int MSG_NEWRULE = 6;
    static final int MSG_GETRULE = 7;
    static final int MSG_NEWSET = 9;
    static final int MSG_GETSET = 10;
    static final int MSG_NEWSETELEM = 12;
    static final int MSG_GETSETELEM = 13;
    static final int MSG_GETGEN = 16;

    static final int TABLE_F_DORMANT = 1;

    static final int SET_ANONYMOUS = 1;
    static final int SET_INTERVAL = 4;
    static final int SET_MAP = 8;
    static final int DATA_VERDICT = 0xffffff00;
    static final int SET_TIMEOUT = 0x10;
    static final int SET_OBJECT = 0x40;
    static final int SET_ELEM_INTERVAL_END = 1;
    static final int SET_ELEM_CATCHALL = 2;

    static final int LOOKUP_F_INV = 1;
    static final int DYNSET_F_INV = 1;
    static final int DYNSET_OP_ADD = 0;
    static final int DYNSET_OP_UPDATE = 1;
    static final int LIMIT_PKTS = 0;
    static final int LIMIT_F_INV = 1;
    static final int REJECT_ICMP_UNREACH = 0;
    static final int REJECT_TCP_RST = 1;
    static final int REJECT_ICMPX_UNREACH = 2;
    static final int BITWISE_BOOL = 0;
    static final int NAT_SNAT = 0;

    static final int EXTHDR_F_PRESENT = 1;
    static final int EXTHDR_OP_IPV6 = 0;
    static final int EXTHDR_OP_TCPOPT = 1;

    static final int REG_VERDICT = 0;
    static final int REG_1 = 1;
    static final int REG_4 = 4;
    static final int REG32_00 = 8;

    static final int CONTINUE = -1;
    static final int BREAK = -2;
    static final int JUMP = -3;
    static final int GOTO = -4;
    static final int RETURN = -5;

    private NftConstant() {}
}
