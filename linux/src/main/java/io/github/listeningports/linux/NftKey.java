package io.github.listeningports.linux;

/** What nf_tables' expressions ask for: NFT_... of linux/netfilter/nf_tables.h. */
final class NftKey {

    static final int PAYLOAD_NETWORK_HEADER = 1;
    static final int PAYLOAD_TRANSPORT_HEADER = 2;

    static final int META_PROTOCOL = 1;
    static final int META_MARK = 3;
    static final int META_IIF = 4;
    static final int META_OIF = 5;
    static final int META_IIFNAME = 6;
    static final int META_OIFNAME = 7;
    static final int META_IIFTYPE = 8;
    static final int META_OIFTYPE = 9;
    static final int META_SKUID = 10;
    static final int META_SKGID = 11;
    static final int META_RTCLASSID = 13;
    static final int META_NFPROTO = 15;
    static final int META_L4PROTO = 16;
    static final int META_BRI_IIFNAME = 17;
    static final int META_BRI_OIFNAME = 18;
    static final int META_PKTTYPE = 19;
    static final int META_IIFGROUP = 21;
    static final int META_OIFGROUP = 22;
    static final int META_CGROUP = 23;
    static final int META_SECPATH = 25;
    static final int META_IIFKIND = 26;
    static final int META_OIFKIND = 27;
    static final int META_BRI_IIFPVID = 28;
    static final int META_BRI_IIFVPROTO = 29;
    static final int META_TIME_NS = 30;
    static final int META_TIME_DAY = 31;
    static final int META_SDIFNAME = 34;

    static final int CT_STATE = 0;
    static final int CT_DIRECTION = 1;
    static final int CT_STATUS = 2;
    static final int CT_MARK = 3;
    static final int CT_HELPER = 6;
    static final int CT_L3PROTOCOL = 7;
    static final int CT_SRC = 8;
    static final int CT_DST = 9;
    static final int CT_PROTOCOL = 10;
    static final int CT_PROTO_SRC = 11;
    static final int CT_PROTO_DST = 12;
    static final int CT_LABELS = 13;
    static final int CT_PKTS = 14;
    static final int CT_BYTES = 15;
    static final int CT_AVGPKT = 16;
    static final int CT_ZONE = 17;
    static final int CT_SRC_IP = 19;
    static final int CT_DST_IP = 20;
    static final int CT_SRC_IP6 = 21;
    static final int CT_DST_IP6 = 22;

    static final int FIB_RESULT_OIF = 1;
    static final int FIB_RESULT_OIFNAME = 2;
    static final int FIB_RESULT_ADDRTYPE = 3;

    static final int OBJECT_COUNTER = 1;
    static final int OBJECT_QUOTA = 2;
    static final int OBJECT_CT_HELPER = 3;
    static final int OBJECT_LIMIT = 4;
    static final int OBJECT_CONNLIMIT = 5;
    static final int OBJECT_TUNNEL = 6;
    static final int OBJECT_CT_TIMEOUT = 7;
    static final int OBJECT_SECMARK = 8;
    static final int OBJECT_CT_EXPECT = 9;
    static final int OBJECT_SYNPROXY = 10;

    private NftKey() {}
}
