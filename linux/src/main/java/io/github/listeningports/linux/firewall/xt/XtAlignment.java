package io.github.listeningports.linux.firewall.xt;

/**
 * How 64-bit numbers are aligned in tables of ip_tables and ip6_tables: as the process does that reads them, also below a 64-bit kernel (struct compat_ip6t_entry of
 * net/ipv6/netfilter/ip6_tables.c). Rules of IPv4 are alike either way.
 */
enum XtAlignment {

    /** To four bytes, by 32-bit x86 alone. */
    FOUR(36, 164, 148),
    EIGHT(XtStruct.GET_ENTRIES_ENTRYTABLE, XtStruct.IP6T_ENTRY, XtStruct.IP6T_ENTRY_COUNTERS);

    private final int entryTable;
    private final int ipv6Entry;
    private final int ipv6Counters;

    XtAlignment(int entryTable, int ipv6Entry, int ipv6Counters) {
        this.entryTable = entryTable;
        this.ipv6Entry = ipv6Entry;
        this.ipv6Counters = ipv6Counters;
    }

    /**
     * The alignment of a process.
     *
     * @param architecture as in the system property os.arch
     */
    static XtAlignment of(String architecture) {
        return architecture.equals("x86") || architecture.matches("i[3-6]86") ? FOUR : EIGHT;
    }

    /** The position of the rules in ipt_get_entries. */
    int entryTable() {
        return entryTable;
    }

    /** The length of an entry without its matches and its target. */
    int entry(boolean ipv6) {
        return ipv6 ? ipv6Entry : XtStruct.IPT_ENTRY;
    }

    /** The position in an entry of its counters. */
    int counters(boolean ipv6) {
        return ipv6 ? ipv6Counters : XtStruct.IPT_ENTRY_COUNTERS;
    }
}
