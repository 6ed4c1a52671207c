package io.github.listeningports.linux.firewall.nft;

import io.github.listeningports.linux.kernel.LibC;
import io.github.listeningports.linux.kernel.NetfilterConstant;
import io.github.listeningports.linux.kernel.NetlinkAttributes;
import io.github.listeningports.linux.kernel.NetlinkDump;
import io.github.listeningports.linux.kernel.NetlinkParser;
import io.github.listeningports.linux.kernel.NetlinkSocket;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;

/** Reads the rules of nf_tables (NETLINK_NETFILTER, linux/netfilter/nf_tables.h), which requires CAP_NET_ADMIN. */
public final class NftReader {

    private static final int HEADER = 4; // nfgenmsg
    private static final int MAX_ATTEMPTS = 5;

    private final LibC libc;
    private final Deadline deadline;

    public NftReader(LibC libc, Deadline deadline) {
        this.libc = libc;
        this.deadline = deadline;
    }

    /** A number that changes with the rules. */
    public int generation() throws IOException {
        try (NetlinkDump dump = new NetlinkDump(libc, NetlinkSocket.NETFILTER, deadline)) {
            return generation(dump);
        }
    }

    /** A consistent ruleset: the rules did not change while they were read. */
    public NftRuleset read() throws IOException {
        try (NetlinkDump dump = new NetlinkDump(libc, NetlinkSocket.NETFILTER, deadline)) {
            IOException failure = new IOException("the nf_tables rules change faster than they can be read");
            for (int i = 0; i < MAX_ATTEMPTS; i++) {
                int before = generation(dump);
                NftRulesetParser parser = new NftRulesetParser();
                boolean settled;
                try {
                    settled = read(dump, parser);
                } catch (IOException e) {
                    // Requests for objects deleted meanwhile fail too.
                    failure = e;
                    if (deadline.isOver()) {
                        throw e;
                    }
                    continue;
                }
                if (settled && generation(dump) == before) {
                    if (!parser.isWhole()) {
                        throw new IOException("the nf_tables rules do not have the format that the kernel sends");
                    }
                    return parser.ruleset();
                }
            }
            throw failure;
        }
    }

    private static int generation(NetlinkDump dump) throws IOException {
        Generation found = new Generation();
        dump.ask(
                NetfilterConstant.messageType(NftConstant.MSG_GETGEN),
                false,
                NetlinkDump.body(HEADER, 0),
                HEADER,
                found);
        if (found.number.isEmpty()) {
            throw new IOException("the kernel reports no generation of the nf_tables rules");
        }
        return found.number.getAsInt();
    }

    private static final class Generation implements NetlinkParser.AttributeTaker {

        private OptionalInt number = OptionalInt.empty();

        @Override
        public void take(int type, byte[] header, NetlinkAttributes message) {
            number = NftRulesetParser.generation(message);
        }
    }

    private void check() throws IOException {
        if (deadline.isOver()) {
            throw new IOException(deadline.reason());
        }
    }

    private boolean read(NetlinkDump dump, NftRulesetParser parser) throws IOException {
        boolean settled = ask(dump, NftConstant.MSG_GETTABLE, parser);
        settled &= ask(dump, NftConstant.MSG_GETCHAIN, parser);
        settled &= ask(dump, NftConstant.MSG_GETRULE, parser);
        settled &= ask(dump, NftConstant.MSG_GETSET, parser);
        check();
        List<NftRuleset.SetDefinition> used = parser.ruleset().usedSets();
        check();
        for (NftRuleset.SetDefinition set : used) {
            settled &= dump.ask(
                    NetfilterConstant.messageType(NftConstant.MSG_GETSETELEM),
                    true,
                    NetlinkDump.body(HEADER, set.family(), set.table(), set.name()),
                    HEADER,
                    parser);
        }
        return settled;
    }

    private static boolean ask(NetlinkDump dump, int what, NftRulesetParser parser) throws IOException {
        return dump.ask(NetfilterConstant.messageType(what), true, NetlinkDump.body(HEADER, 0), HEADER, parser);
    }
}
