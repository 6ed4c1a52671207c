package io.github.listeningports.linux.firewall.nft;

/** The attributes of nf_tables' messages and expressions: NFTA_... of linux/netfilter/nf_tables.h and nf_tables_compat.h. */
final class NftAttribute {

    static final int LIST_ELEM = 1;

    static final int DEVICE_NAME = 1;

    static final int HOOK_HOOKNUM = 1;
    static final int HOOK_PRIORITY = 2;
    static final int HOOK_DEV = 3;
    static final int HOOK_DEVS = 4;

    static final int TABLE_NAME = 1;
    static final int TABLE_FLAGS = 2;

    static final int CHAIN_TABLE = 1;
    static final int CHAIN_NAME = 3;
    static final int CHAIN_HOOK = 4;
    static final int CHAIN_POLICY = 5;
    static final int CHAIN_TYPE = 7;

    static final int RULE_TABLE = 1;
    static final int RULE_CHAIN = 2;
    static final int RULE_HANDLE = 3;
    static final int RULE_EXPRESSIONS = 4;
    static final int RULE_USERDATA = 7;

    static final int EXPR_NAME = 1;
    static final int EXPR_DATA = 2;

    static final int DATA_VALUE = 1;
    static final int DATA_VERDICT = 2;

    static final int VERDICT_CODE = 1;
    static final int VERDICT_CHAIN = 2;

    static final int SET_TABLE = 1;
    static final int SET_NAME = 2;
    static final int SET_FLAGS = 3;
    static final int SET_KEY_LEN = 5;
    static final int SET_DATA_TYPE = 6;
    static final int SET_DESC = 9;
    static final int SET_GC_INTERVAL = 12;
    static final int SET_OBJ_TYPE = 15;
    static final int SET_EXPR = 17;
    static final int SET_EXPRESSIONS = 18;
    static final int SET_DESC_SIZE = 1;
    static final int SET_DESC_CONCAT = 2;
    static final int SET_FIELD_LEN = 1;
    static final int SET_ELEM_LIST_TABLE = 1;
    static final int SET_ELEM_LIST_SET = 2;
    static final int SET_ELEM_LIST_ELEMENTS = 3;
    static final int SET_ELEM_KEY = 1;
    static final int SET_ELEM_DATA = 2;
    static final int SET_ELEM_FLAGS = 3;
    static final int SET_ELEM_TIMEOUT = 4;
    static final int SET_ELEM_EXPIRATION = 5;
    static final int SET_ELEM_USERDATA = 6;
    static final int SET_ELEM_EXPR = 7;
    static final int SET_ELEM_OBJREF = 9;
    static final int SET_ELEM_KEY_END = 10;
    static final int SET_ELEM_EXPRESSIONS = 11;

    static final int GEN_ID = 1;

    static final int IMMEDIATE_DREG = 1;
    static final int IMMEDIATE_DATA = 2;

    static final int CMP_SREG = 1;
    static final int CMP_OP = 2;
    static final int CMP_DATA = 3;

    static final int RANGE_SREG = 1;
    static final int RANGE_OP = 2;
    static final int RANGE_FROM_DATA = 3;
    static final int RANGE_TO_DATA = 4;

    static final int BITWISE_SREG = 1;
    static final int BITWISE_DREG = 2;
    static final int BITWISE_LEN = 3;
    static final int BITWISE_MASK = 4;
    static final int BITWISE_XOR = 5;
    static final int BITWISE_OP = 6;

    static final int BYTEORDER_SREG = 1;
    static final int BYTEORDER_DREG = 2;
    static final int BYTEORDER_LEN = 4;
    static final int BYTEORDER_SIZE = 5;

    static final int PAYLOAD_DREG = 1;
    static final int PAYLOAD_BASE = 2;
    static final int PAYLOAD_OFFSET = 3;
    static final int PAYLOAD_LEN = 4;
    static final int PAYLOAD_SREG = 5;

    static final int META_DREG = 1;
    static final int META_KEY = 2;
    static final int META_SREG = 3;

    static final int CT_DREG = 1;
    static final int CT_KEY = 2;
    static final int CT_DIRECTION = 3;
    static final int CT_SREG = 4;

    static final int EXTHDR_DREG = 1;
    static final int EXTHDR_TYPE = 2;
    static final int EXTHDR_LEN = 4;
    static final int EXTHDR_FLAGS = 5;
    static final int EXTHDR_OP = 6;

    static final int FIB_DREG = 1;
    static final int FIB_RESULT = 2;
    static final int FIB_FLAGS = 3;
    static final int FIB_F_SADDR = 1;
    static final int FIB_F_DADDR = 2;
    static final int FIB_F_MARK = 4;
    static final int FIB_F_IIF = 8;
    static final int FIB_F_PRESENT = 32;

    static final int LOOKUP_SET = 1;
    static final int LOOKUP_SREG = 2;
    static final int LOOKUP_DREG = 3;
    static final int LOOKUP_FLAGS = 5;

    static final int OBJREF_IMM_TYPE = 1;
    static final int OBJREF_IMM_NAME = 2;
    static final int OBJREF_SET_NAME = 4;

    static final int DYNSET_SET_NAME = 1;
    static final int DYNSET_OP = 3;
    static final int DYNSET_SREG_KEY = 4;
    static final int DYNSET_SREG_DATA = 5;
    static final int DYNSET_TIMEOUT = 6;
    static final int DYNSET_EXPR = 7;
    static final int DYNSET_FLAGS = 9;
    static final int DYNSET_EXPRESSIONS = 10;

    static final int DUP_SREG_ADDR = 1;
    static final int DUP_SREG_DEV = 2;

    static final int FWD_SREG_DEV = 1;
    static final int FWD_NFPROTO = 3;

    static final int MATCH_NAME = 1;
    static final int MATCH_REV = 2;
    static final int MATCH_INFO = 3;

    static final int TARGET_NAME = 1;
    static final int TARGET_REV = 2;
    static final int TARGET_INFO = 3;

    static final int NAT_TYPE = 1;
    static final int NAT_FAMILY = 2;
    static final int NAT_REG_ADDR_MIN = 3;
    static final int NAT_REG_ADDR_MAX = 4;
    static final int NAT_REG_PROTO_MIN = 5;
    static final int NAT_REG_PROTO_MAX = 6;
    static final int NAT_FLAGS = 7;

    static final int REDIR_REG_PROTO_MIN = 1;
    static final int REDIR_REG_PROTO_MAX = 2;
    static final int REDIR_FLAGS = 3;

    static final int MASQ_FLAGS = 1;
    static final int MASQ_REG_PROTO_MIN = 2;

    static final int LIMIT_RATE = 1;
    static final int LIMIT_UNIT = 2;
    static final int LIMIT_BURST = 3;
    static final int LIMIT_TYPE = 4;
    static final int LIMIT_FLAGS = 5;

    static final int LOG_GROUP = 1;
    static final int LOG_PREFIX = 2;
    static final int LOG_SNAPLEN = 3;
    static final int LOG_QTHRESHOLD = 4;
    static final int LOG_LEVEL = 5;
    static final int LOG_FLAGS = 6;

    static final int REJECT_TYPE = 1;
    static final int REJECT_ICMP_CODE = 2;

    static final int TPROXY_REG_PORT = 3;

    private NftAttribute() {}
}
