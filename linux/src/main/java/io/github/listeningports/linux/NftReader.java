package io.github.listeningports.linux;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** Asks nf_tables for its rules (NETLINK_NETFILTER, linux/netfilter/nf_tables.h); it takes CAP_NET_ADMIN. */
final class NftReader {

    private static final int SUBSYSTEM = 10 << 8;
    private static final int GET_TABLE = 1;
    private static final int GET_CHAIN = 4;
    private static final int GET_RULE = 7;
    private static final int GET_SET = 10;
    private static final int GET_ELEMENT = 13;
    private static final int GET_GENERATION = 16;
    private static final int HEADER = 4; // nfgenmsg
    private static final int MAX_LOOKS = 5;

    private final LibC libc;
    private final int patienceMillis;

    NftReader(LibC libc, int patienceMillis) {
        this.libc = libc;
        this.patienceMillis = patienceMillis;
    }

    /** A number that moves with every change of the rules. */
    int generation() throws IOException {
        try (NetlinkDump dump = new NetlinkDump(libc, NetlinkSocket.NETFILTER, patienceMillis)) {
            return generation(dump);
        }
    }

    /** All of one moment. */
    NftRuleset read() throws IOException {
        try (NetlinkDump dump = new NetlinkDump(libc, NetlinkSocket.NETFILTER, patienceMillis)) {
            IOException failure = new IOException("the rules change faster than they can be read");
            for (int i = 0; i < MAX_LOOKS; i++) {
                int before = generation(dump);
                NftRuleset ruleset = new NftRuleset();
                boolean settled;
                try {
                    settled = read(dump, ruleset);
                } catch (IOException e) {
                    // What vanished meanwhile is an error too.
                    failure = e;
                    continue;
                }
                if (settled && generation(dump) == before) {
                    if (!ruleset.isWhole()) {
                        throw new IOException("the rules are not of the form that the kernel sends");
                    }
                    return ruleset;
                }
            }
            throw failure;
        }
    }

    private static int generation(NetlinkDump dump) throws IOException {
        List<OptionalInt> found = new ArrayList<>();
        dump.ask(
                SUBSYSTEM | GET_GENERATION,
                false,
                NetlinkDump.body(HEADER, 0),
                HEADER,
                (type, header, message) -> found.add(message.number(Nfta.GEN_ID)));
        return found.stream()
                .findFirst()
                .orElse(OptionalInt.empty())
                .orElseThrow(() -> new IOException("the kernel tells no generation of its rules"));
    }

    private static boolean read(NetlinkDump dump, NftRuleset ruleset) throws IOException {
        boolean settled = ask(dump, GET_TABLE, ruleset);
        settled &= ask(dump, GET_CHAIN, ruleset);
        settled &= ask(dump, GET_RULE, ruleset);
        settled &= ask(dump, GET_SET, ruleset);
        Set<String> used = usedSets(ruleset);
        for (NftRuleset.SetInfo set : ruleset.sets()) {
            if (used.contains(set.family() + " " + set.table() + " " + set.name())) {
                settled &= dump.ask(
                        SUBSYSTEM | GET_ELEMENT,
                        true,
                        NetlinkDump.body(HEADER, set.family(), set.table(), set.name()),
                        HEADER,
                        ruleset::take);
            }
        }
        return settled;
    }

    /** Sets that some rule looks something up in. */
    private static Set<String> usedSets(NftRuleset ruleset) {
        Set<String> used = new HashSet<>();
        for (NftRuleset.Rule rule : ruleset.rules()) {
            for (NftRuleset.Expression expression : rule.expressions()) {
                if (expression.name().equals("lookup") || expression.name().equals("dynset")) {
                    expression
                            .data()
                            .text(Nfta.LOOKUP_SET)
                            .ifPresent(name -> used.add(rule.family() + " " + rule.table() + " " + name));
                }
            }
        }
        return used;
    }

    private static boolean ask(NetlinkDump dump, int what, NftRuleset ruleset) throws IOException {
        return dump.ask(SUBSYSTEM | what, true, NetlinkDump.body(HEADER, 0), HEADER, ruleset::take);
    }
}
