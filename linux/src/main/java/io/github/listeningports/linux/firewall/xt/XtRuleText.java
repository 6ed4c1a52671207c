package io.github.listeningports.linux.firewall.xt;

import io.github.listeningports.linux.firewall.ipset.IpSets;
import io.github.listeningports.linux.firewall.packet.RuleTexts;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The text of a rule, as iptables-save(8) and ip6tables-save(8) print it without counters. There is none as soon as one match or target is not known with certainty. Parts can be
 * given in any order, matches in theirs.
 */
public final class XtRuleText {

    /** Those of which every /etc/protocols has the name. */
    private static final Map<Integer, String> PROTOCOLS = Map.of(
            1, "icmp", 2, "igmp", 6, "tcp", 17, "udp", 47, "gre", 50, "esp", 51, "ah", 58, "ipv6-icmp", 132, "sctp");

    private static final long SCALE = 10_000; // XT_LIMIT_SCALE
    private static final long MAX_SECONDS = 86_400;

    private final String chain;
    private final XtMatchText matchTexts;
    private final XtTargetText targetTexts;
    private String source = "";
    private String destination = "";
    private String in = "";
    private String out = "";
    private String protocol = "";
    private String fragments = "";
    private final StringBuilder matches = new StringBuilder();
    private String target = "";
    private boolean exact = true;

    /**
     * Of one rule.
     *
     * @param sets for the names of those of ipset(8)
     */
    public XtRuleText(String chain, boolean ipv6, ByteOrder order, IpSets sets) {
        this.chain = chain;
        matchTexts = new XtMatchText(ipv6, order, sets);
        targetTexts = new XtTargetText(ipv6, order);
    }

    /** The line; empty if a part is not known. */
    public Optional<String> text() {
        return exact
                ? Optional.of("-A " + chain + source + destination + in + out + protocol + fragments + matches + target)
                : Optional.empty();
    }

    /** Gives it no text. */
    public void unknown() {
        exact = false;
    }

    private String certain(Optional<String> text) {
        exact &= text.isPresent();
        return text.orElse("");
    }

    private static String not(boolean inverted) {
        return inverted ? " !" : "";
    }

    public void source(byte[] address, byte[] mask, boolean inverted) {
        exact &= source.isEmpty();
        source = not(inverted) + " -s " + network(address, mask);
    }

    public void destination(byte[] address, byte[] mask, boolean inverted) {
        exact &= destination.isEmpty();
        destination = not(inverted) + " -d " + network(address, mask);
    }

    private String network(byte[] address, byte[] mask) {
        OptionalInt prefix = RuleTexts.prefix(mask);
        exact &= prefix.isPresent() || mask.length == 4;
        String text = certain(RuleTexts.address(address));
        return text + "/" + (prefix.isPresent() ? "" + prefix.getAsInt() : certain(RuleTexts.address(mask)));
    }

    /** An interface's name without its zero byte; only how it begins, if it is a prefix. */
    public void in(byte[] name, boolean prefix, boolean inverted) {
        exact &= in.isEmpty();
        in = not(inverted) + " -i " + name(name, prefix);
    }

    public void out(byte[] name, boolean prefix, boolean inverted) {
        exact &= out.isEmpty();
        out = not(inverted) + " -o " + name(name, prefix);
    }

    private String name(byte[] name, boolean prefix) {
        String text = new String(name, StandardCharsets.US_ASCII);
        exact &= text.matches("[-_.:@0-9a-zA-Z]+");
        return prefix ? text + "+" : text;
    }

    public void protocol(int number, boolean inverted) {
        exact &= protocol.isEmpty();
        protocol = not(inverted) + " -p " + certain(Optional.ofNullable(PROTOCOLS.get(number)));
    }

    void fragments(boolean inverted) {
        fragments = not(inverted) + " -f";
    }

    /** A range of ports that nf_tables compares itself: in the match of the protocol, which is printed once. */
    public void ports(String protocolName, String option, int first, int last, boolean inverted) {
        header(protocolName, option);
        matches.append(XtHeaderText.ports(option, first, last, inverted));
    }

    /** Flags of TCP that nf_tables compares itself. */
    public void tcpFlags(int mask, int flags, boolean inverted) {
        header("tcp", "tcp-flags");
        matches.append(certain(XtHeaderText.tcpFlags(mask, flags, inverted)));
    }

    /** Options come in the order in which iptables prints them. */
    private void header(String name, String option) {
        String match = " -m " + name;
        int at = matches.indexOf(match);
        boolean last = at >= 0 && matches.indexOf(" -m ", at + 1) < 0;
        boolean inOrder =
                !option.equals("sport") && matches.indexOf("--" + option) < 0 && matches.indexOf(" --tcp-flags") < 0;
        exact &= at < 0 || (last && inOrder);
        matches.append(at < 0 ? match : "");
    }

    /** A mark that nf_tables compares itself. */
    public void mark(int value, int mask, boolean inverted) {
        matches.append(" -m mark").append(not(inverted)).append(" --mark ").append(XtSaved.mark(value, mask));
    }

    /**
     * A rate limit of nf_tables.
     *
     * @param seconds in which so many packets may pass
     */
    public void limit(long packets, long seconds, int burst) {
        boolean known = packets > 0 && seconds > 0 && seconds <= MAX_SECONDS;
        int period = known ? (int) (SCALE * seconds / packets) : 0;
        matches.append(" -m limit").append(certain(XtMatchText.limit(period, burst)));
    }

    /** A match as its structure. */
    public void match(String name, int revision, byte[] data) {
        matches.append(certain(matchTexts.text(name, revision, data)));
    }

    /** A target as its structure. */
    public void target(String name, int revision, byte[] data) {
        target = certain(targetTexts.text(name, revision, data));
    }

    /** A verdict or a jump: ACCEPT, DROP, RETURN, or a chain's name. */
    public void jump(String name) {
        target = " -j " + name;
    }

    public void goTo(String name) {
        target = " -g " + name;
    }
}
