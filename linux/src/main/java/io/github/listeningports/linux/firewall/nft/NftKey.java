package io.github.listeningports.linux.firewall.nft;

/** A key of an expression, such as what it loads or how it compares, with its number in linux/netfilter/nf_tables.h. */
interface NftKey {

    /** Its number in the header; negative if it stands for unlisted numbers. */
    int number();

    /** The key with that number. */
    private static <E extends NftKey> E find(E[] all, int number, E otherwise) {
        for (E each : all) {
            if (each.number() == number && number >= 0) {
                return each;
            }
        }
        return otherwise;
    }

    /** NFT_CMP_... */
    enum Comparison implements NftKey {
        EQ(0),
        NEQ(1),
        LT(2),
        LTE(3),
        GT(4),
        GTE(5),
        UNKNOWN(-1);

        private final int number;

        Comparison(int number) {
            this.number = number;
        }

        static Comparison of(int number) {
            return find(values(), number, UNKNOWN);
        }

        @Override
        public int number() {
            return number;
        }
    }

    /** NFT_RANGE_... */
    enum RangeTest implements NftKey {
        EQ(0),
        NEQ(1),
        UNKNOWN(-1);

        private final int number;

        RangeTest(int number) {
            this.number = number;
        }

        static RangeTest of(int number) {
            return find(values(), number, UNKNOWN);
        }

        @Override
        public int number() {
            return number;
        }
    }

    /** NFT_PAYLOAD_... */
    enum PayloadBase implements NftKey {
        LL_HEADER(0),
        NETWORK_HEADER(1),
        TRANSPORT_HEADER(2),
        INNER_HEADER(3),
        UNKNOWN(-1);

        private final int number;

        PayloadBase(int number) {
            this.number = number;
        }

        static PayloadBase of(int number) {
            return find(values(), number, UNKNOWN);
        }

        @Override
        public int number() {
            return number;
        }
    }

    /** NFT_META_... */
    enum Meta implements NftKey {
        LEN(0),
        PROTOCOL(1),
        PRIORITY(2),
        MARK(3),
        IIF(4),
        OIF(5),
        IIFNAME(6),
        OIFNAME(7),
        IIFTYPE(8),
        OIFTYPE(9),
        SKUID(10),
        SKGID(11),
        NFTRACE(12),
        RTCLASSID(13),
        SECMARK(14),
        NFPROTO(15),
        L4PROTO(16),
        BRI_IIFNAME(17),
        BRI_OIFNAME(18),
        PKTTYPE(19),
        CPU(20),
        IIFGROUP(21),
        OIFGROUP(22),
        CGROUP(23),
        PRANDOM(24),
        SECPATH(25),
        IIFKIND(26),
        OIFKIND(27),
        BRI_IIFPVID(28),
        BRI_IIFVPROTO(29),
        TIME_NS(30),
        TIME_DAY(31),
        TIME_HOUR(32),
        SDIF(33),
        SDIFNAME(34),
        /** Of a kernel newer than this list. */
        NEWER(-2),
        UNKNOWN(-1);

        private final int number;

        Meta(int number) {
            this.number = number;
        }

        static Meta of(int number) {
            return find(values(), number, number > SDIFNAME.number ? NEWER : UNKNOWN);
        }

        @Override
        public int number() {
            return number;
        }
    }

    /** NFT_CT_... */
    enum Ct implements NftKey {
        STATE(0),
        DIRECTION(1),
        STATUS(2),
        MARK(3),
        SECMARK(4),
        EXPIRATION(5),
        HELPER(6),
        L3PROTOCOL(7),
        SRC(8),
        DST(9),
        PROTOCOL(10),
        PROTO_SRC(11),
        PROTO_DST(12),
        LABELS(13),
        PKTS(14),
        BYTES(15),
        AVGPKT(16),
        ZONE(17),
        EVENTMASK(18),
        SRC_IP(19),
        DST_IP(20),
        SRC_IP6(21),
        DST_IP6(22),
        ID(23),
        UNKNOWN(-1);

        private final int number;

        Ct(int number) {
            this.number = number;
        }

        static Ct of(int number) {
            return find(values(), number, UNKNOWN);
        }

        @Override
        public int number() {
            return number;
        }
    }

    /** NFT_FIB_RESULT_... */
    enum FibResult implements NftKey {
        OIF(1),
        OIFNAME(2),
        ADDRTYPE(3),
        UNKNOWN(-1);

        private final int number;

        FibResult(int number) {
            this.number = number;
        }

        static FibResult of(int number) {
            return find(values(), number, UNKNOWN);
        }

        @Override
        public int number() {
            return number;
        }
    }

    /** NFT_OBJECT_... */
    enum ObjectType implements NftKey {
        COUNTER(1),
        QUOTA(2),
        CT_HELPER(3),
        LIMIT(4),
        CONNLIMIT(5),
        TUNNEL(6),
        CT_TIMEOUT(7),
        SECMARK(8),
        CT_EXPECT(9),
        SYNPROXY(10),
        UNKNOWN(-1);

        private final int number;

        ObjectType(int number) {
            this.number = number;
        }

        static ObjectType of(int number) {
            return find(values(), number, UNKNOWN);
        }

        @Override
        public int number() {
            return number;
        }
    }
}
