package io.github.listeningports;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What this host's firewall did, at the time of the snapshot, with a new connection from another host to a listener.
 *
 * <p>Reading the rules requires CAP_NET_ADMIN and CAP_DAC_READ_SEARCH on Linux, and CAP_SYS_ADMIN to find BPF programs. On Windows anyone may read them, but only a
 * caller that may query a process can match it to the program of a rule. On macOS the state of pf requires root. Where a required right is missing, the verdict is
 * {@link FirewallVerdict#UNKNOWN}.
 *
 * @param verdict what happens to the first packet
 * @param reason the rules that decide, those of most packets first, or what is missing for a verdict, in English. Linux rules are named by table, chain and handle, as in
 *     {@code nft -a list ruleset} (iptables-nft rules too), or, for iptables-legacy and ip6tables-legacy, by number, as in {@code -S CHAIN NUMBER} of that
 *     command; Windows and macOS rules by name. Safe to print: what others wrote, such as a comment, is escaped where it would forge a line or drive a terminal
 * @param outcomes the same as data: what happens to which packets and why, for each family the outcomes of most packets first. Empty if the verdict is
 *     {@link FirewallVerdict#NOT_EXPOSED} or the rules could not be read
 */
public record FirewallStatus(FirewallVerdict verdict, String reason, List<FirewallOutcome> outcomes) {

    /** The status of a listener on a loopback address, which no other host can reach. */
    public static final FirewallStatus LOOPBACK = new FirewallStatus(FirewallVerdict.NOT_EXPOSED, "bound to loopback");

    public FirewallStatus {
        Objects.requireNonNull(verdict, "verdict");
        reason = HarmlessText.of(Objects.requireNonNull(reason, "reason"));
        outcomes = List.copyOf(outcomes);
    }

    /** A status without outcomes. */
    public FirewallStatus(FirewallVerdict verdict, String reason) {
        this(verdict, reason, List.of());
    }

    /** A builder of a status without outcomes. */
    public static Builder builder(FirewallVerdict verdict, String reason) {
        return new Builder(verdict, reason);
    }

    /**
     * The verdict on packets of one family, which a socket on {@code ::} can receive two of. {@link FirewallVerdict#NOT_EXPOSED} if it receives none of this family.
     *
     * <p>Without {@link #outcomes()}, the verdict on all packets, or {@link FirewallVerdict#UNKNOWN} if that is RESTRICTED: it is not known which packets get in.
     */
    public FirewallVerdict verdict(AddressFamily family) {
        Objects.requireNonNull(family, "family"); // of no packet, it would be NOT_EXPOSED
        if (outcomes.isEmpty()) {
            return ofAllAlike();
        }
        List<FirewallOutcome> some =
                outcomes.stream().filter(each -> each.family() == family).toList();
        return some.isEmpty() ? FirewallVerdict.NOT_EXPOSED : verdict(some);
    }

    /**
     * Whether a host with this address gets in: {@link FirewallVerdict#RESTRICTED} if that depends on the interface by which its packets come in, on the address of this
     * host that they are sent to, or on a condition that {@link #outcomes()} names. {@link FirewallVerdict#UNKNOWN} if no other host can have the address. The answer is
     * about the address that a packet bears, not about whether a host can send it, and it has no meaning for an address of this host.
     *
     * <p>Without {@link #outcomes()}, as {@link #verdict(AddressFamily)}.
     */
    public FirewallVerdict verdictFrom(InetAddress source) {
        return verdictFrom(source, outcomes.stream());
    }

    /**
     * The same for packets that come in by one interface; {@link FirewallVerdict#UNKNOWN} for a name that no outcome has, unless the interface does not matter.
     *
     * @param interfaceName the name of an interface of this host, as {@link java.net.NetworkInterface#getName()} returns it on Linux; elsewhere outcomes name no interface
     */
    public FirewallVerdict verdictFrom(InetAddress source, String interfaceName) {
        return verdictFrom(source, outcomes.stream().filter(each -> each.concerns(interfaceName)));
    }

    private FirewallVerdict verdictFrom(InetAddress source, Stream<FirewallOutcome> some) {
        if (outcomes.isEmpty()) {
            return ofAllAlike();
        }
        AddressFamily family = source instanceof Inet6Address ? AddressFamily.IPV6 : AddressFamily.IPV4;
        if (!AddressRanges.ofOtherHosts(family).contains(source)) {
            return FirewallVerdict.UNKNOWN;
        }
        if (outcomes.stream().noneMatch(each -> each.family() == family)) {
            return FirewallVerdict.NOT_EXPOSED;
        }
        return verdict(some.filter(each -> each.sources().contains(source)).toList());
    }

    /** Whether hosts of the Internet get in; {@link InternetExposure#UNKNOWN} also without {@link #outcomes()}, if the verdict is RESTRICTED. */
    public InternetExposure internetExposure() {
        return outcomes.isEmpty()
                ? switch (verdict) {
                    case ALLOWED -> InternetExposure.YES;
                    case BLOCKED, REDIRECTED, NOT_EXPOSED -> InternetExposure.NO;
                    case RESTRICTED, UNKNOWN -> InternetExposure.UNKNOWN;
                }
                : InternetSources.exposure(outcomes);
    }

    private FirewallVerdict ofAllAlike() {
        return verdict == FirewallVerdict.RESTRICTED ? FirewallVerdict.UNKNOWN : verdict;
    }

    /** The verdict on packets of which some have each of these outcomes. */
    private static FirewallVerdict verdict(List<FirewallOutcome> some) {
        boolean arrives = has(some, FirewallOutcome.Fate.ARRIVES);
        boolean dropped = has(some, FirewallOutcome.Fate.DROPPED);
        boolean redirected = has(some, FirewallOutcome.Fate.REDIRECTED);
        if (arrives && (dropped || redirected)) {
            return FirewallVerdict.RESTRICTED;
        }
        if (some.isEmpty() || has(some, FirewallOutcome.Fate.UNKNOWN)) {
            return FirewallVerdict.UNKNOWN;
        }
        if (arrives) {
            return FirewallVerdict.ALLOWED;
        }
        return redirected ? FirewallVerdict.REDIRECTED : FirewallVerdict.BLOCKED;
    }

    private static boolean has(List<FirewallOutcome> some, FirewallOutcome.Fate fate) {
        return some.stream().anyMatch(each -> each.fate() == fate);
    }

    @Override
    public boolean equals(Object other) {
        // Not generated: each look compares it, and the first generated one of a JVM takes 20 ms.
        return this == other
                || (other instanceof FirewallStatus that
                        && verdict == that.verdict
                        && reason.equals(that.reason)
                        && outcomes.equals(that.outcomes));
    }

    @Override
    public int hashCode() {
        return Objects.hash(verdict, reason, outcomes);
    }

    /** One line, safe to print: {@code ALLOWED (accepted by table inet filter, chain input, rule handle 7)}. */
    @Override
    public String toString() {
        return verdict + " (" + reason + ")";
    }

    /** Builds a {@link FirewallStatus}. */
    public static final class Builder {

        private final FirewallVerdict verdict;
        private final String reason;
        private List<FirewallOutcome> outcomes = List.of();

        private Builder(FirewallVerdict verdict, String reason) {
            this.verdict = verdict;
            this.reason = reason;
        }

        /** Sets the outcomes, which together cover every packet from another host. By default none. */
        public Builder outcomes(List<FirewallOutcome> value) {
            outcomes = List.copyOf(value);
            return this;
        }

        /** Builds the status. */
        public FirewallStatus build() {
            return new FirewallStatus(verdict, reason, outcomes);
        }
    }
}
