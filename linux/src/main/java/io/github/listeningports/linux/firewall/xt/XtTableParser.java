package io.github.listeningports.linux.firewall.xt;

import io.github.listeningports.linux.firewall.packet.BaseChain.Hook;
import io.github.listeningports.linux.firewall.packet.Patience;
import io.github.listeningports.linux.kernel.NetfilterConstant;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Parses a table of ip_tables or ip6_tables: consecutive entries, to which the standard target jumps by offset. Any bytes give a ruleset or
 * none.
 */
final class XtTableParser {

    private static final List<Hook> HOOKS = List.of(Hook.PREROUTING, Hook.INPUT);

    private final XtTable table;
    private final ByteBuffer bytes;
    private final XtRuleParser ruleParser;
    private final Patience patience;

    /** @param patience spent for each rule */
    XtTableParser(XtTable table, ByteOrder order, Patience patience) {
        this.table = table;
        this.patience = patience;
        bytes = table.entries().duplicate().order(order);
        ruleParser = new XtRuleParser(table, order);
    }

    /** Empty if the bytes are not those of a table. */
    Optional<XtRuleset> parse() {
        int[] begins = begins();
        if (begins.length != table.count() + 1) {
            return Optional.empty();
        }
        List<XtRuleset.Entrance> entrances = new ArrayList<>();
        for (int i = 0; i < HOOKS.size(); i++) {
            int start = table.hooks().get(i);
            if (start < 0) {
                continue;
            }
            int policy = table.policies().get(i);
            if (policy == bytes.limit() || Arrays.binarySearch(begins, policy) < 0) {
                return Optional.empty();
            }
            boolean drops = ruleParser.standardVerdict(ruleParser.entry(policy)) == -NetfilterConstant.NF_DROP - 1;
            entrances.add(new XtRuleset.Entrance(HOOKS.get(i), start, drops));
        }
        return Optional.of(new XtRuleset(table, begins, ruleParser, entrances, patience));
    }

    /** Where the entries begin, and where the last one ends; none if the bytes are no entries. */
    private int[] begins() {
        int entryBytes = table.entryBytes();
        int[] begins = new int[bytes.limit() / (entryBytes + XtStruct.ENTRY_TARGET) + 1];
        int count = 0;
        for (int at = 0; at < bytes.limit(); count++) {
            patience.spend(1);
            if (bytes.limit() - at < entryBytes + XtStruct.ENTRY_TARGET) {
                return new int[0];
            }
            int target = bytes.getShort(at + table.targetOffset()) & 0xffff;
            int next = bytes.getShort(at + table.nextOffset()) & 0xffff;
            if (target < entryBytes || next < target + XtStruct.ENTRY_TARGET || next > bytes.limit() - at) {
                return new int[0];
            }
            begins[count] = at;
            at += next;
        }
        begins[count] = bytes.limit();
        return Arrays.copyOf(begins, count + 1);
    }
}
