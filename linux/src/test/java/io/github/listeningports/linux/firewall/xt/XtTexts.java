package io.github.listeningports.linux.firewall.xt;

import io.github.listeningports.linux.firewall.ipset.IpSetReader;
import io.github.listeningports.linux.firewall.ipset.IpSets;
import io.github.listeningports.linux.firewall.packet.Patience;
import io.github.listeningports.linux.kernel.LibC;
import io.github.listeningports.linux.kernel.NativeTier;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The texts of the rules of ip_tables and ip6_tables that packets can reach, in the namespace of this thread. */
public final class XtTexts {

    private XtTexts() {}

    /** A rule; its number counts from 1. */
    public record Told(boolean ipv6, String table, String chain, int number, Optional<String> text) {}

    /** All of them; of like rules in a row the first. */
    public static List<Told> all() throws IOException {
        LibC libc = new NativeTier(NativeTier.Mode.ALWAYS).libc();
        List<Told> told = new ArrayList<>();
        XtTableReader reader = new XtTableReader(libc, System.getProperty("os.arch", ""));
        for (boolean ipv6 : List.of(false, true)) {
            Path names = Path.of("/proc/thread-self/net/" + (ipv6 ? "ip6_tables_names" : "ip_tables_names"));
            for (String name : Files.exists(names) ? Files.readAllLines(names) : List.<String>of()) {
                XtRuleset ruleset = new XtTableParser(reader.read(name, ipv6), ByteOrder.nativeOrder(), new Patience())
                        .parse()
                        .orElseThrow();
                tell(ruleset, new IpSetReader(libc, Deadline.none()).read(ruleset.ipSets()), told);
            }
        }
        return told;
    }

    /** Those of a table; none if the bytes are those of no table. */
    public static List<Told> texts(XtTable table, ByteOrder order, IpSets sets) {
        List<Told> told = new ArrayList<>();
        new XtTableParser(table, order, new Patience()).parse().ifPresent(ruleset -> tell(ruleset, sets, told));
        return told;
    }

    private static void tell(XtRuleset ruleset, IpSets sets, List<Told> told) {
        Deque<Integer> next = new ArrayDeque<>();
        Set<Integer> seen = new HashSet<>();
        ruleset.hooks().forEach(hook -> next.add(hook.chain()));
        while (!next.isEmpty()) {
            int start = next.remove();
            String chain = ruleset.nameOf(start).orElse("");
            if (chain.isEmpty() || !seen.add(start)) {
                continue;
            }
            int number = 1;
            for (XtRun run : ruleset.rules(start)) {
                told.add(new Told(ruleset.ipv6(), ruleset.table(), chain, number, ruleset.text(run, chain, sets)));
                number += 1 + run.similar();
                if (ruleset.target(run) instanceof XtTarget.Jump jump) {
                    next.add(jump.chain());
                }
            }
        }
    }
}
