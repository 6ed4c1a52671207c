package io.github.listeningports.linux.firewall.ipset;

/** Constants of ipset: IPSET_... of linux/netfilter/ipset/ip_set.h. */
final class IpSetNumber {

    static final int CMD_LIST = 7;

    static final int MAXNAMELEN = 32;

    static final int ATTR_PROTOCOL = 1;
    static final int ATTR_SETNAME = 2;
    static final int ATTR_TYPENAME = 3;
    static final int ATTR_FAMILY = 5;
    static final int ATTR_DATA = 7;
    static final int ATTR_ADT = 8;

    static final int ATTR_IP = 1;
    static final int ATTR_CIDR = 3;
    static final int ATTR_PORT = 4;
    static final int ATTR_TIMEOUT = 6;
    static final int ATTR_PROTO = 7;
    static final int ATTR_CADT_FLAGS = 8;

    /** Of the set. */
    static final int ATTR_NETMASK = 20;

    /** Since Linux 6.3. */
    static final int ATTR_BITMASK = 12;

    /** Of members. */
    static final int ATTR_NAME = 18;

    static final int ATTR_IP2 = 20;
    static final int ATTR_CIDR2 = 21;
    static final int ATTR_IFACE = 23;

    static final int ATTR_IPADDR_IPV4 = 1;
    static final int ATTR_IPADDR_IPV6 = 2;

    static final int FLAG_PHYSDEV = 2;
    static final int FLAG_NOMATCH = 4;
    static final int FLAG_IFACE_WILDCARD = 0x80;

    private IpSetNumber() {}
}
