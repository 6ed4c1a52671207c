package io.github.listeningports.linux.firewall.nft;

import io.github.listeningports.linux.firewall.nft.NftKey.PayloadBase;
import io.github.listeningports.linux.firewall.nft.NftSelector.Layer;
import io.github.listeningports.linux.firewall.packet.PacketKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The matches and statements of a rule so far, without the tests that later ones imply, and what packets that come after them are known to be. */
final class NftRuleParts {

    private static final int ETH_P_IP = 0x0800; // linux/if_ether.h
    private static final int ETH_P_IPV6 = 0x86dd;
    private static final int ICMP = 1; // linux/in.h
    private static final int ICMPV6 = 58;

    private final boolean oneFamily;
    private final int family;
    private final List<Part> parts = new ArrayList<>();
    private boolean exact = true;

    /** The family and the protocol of the packets; -1 for any. */
    private int network;

    private int transport = -1;

    /** The tests of the family and of the protocol, if nft may have added them. */
    private @Nullable Part networkTest;

    private @Nullable Part transportTest;
    private boolean headerNamesProtocol;

    /** Compared by identity: a rule can have the same twice. */
    private static final class Part {
        private final String text;

        Part(String text) {
            this.text = text;
        }
    }

    /** @param family that of the table */
    NftRuleParts(int family) {
        this.family = family;
        oneFamily = family == PacketKind.NFPROTO_IPV4 || family == PacketKind.NFPROTO_IPV6;
        network = oneFamily ? family : -1;
    }

    int network() {
        return network;
    }

    /** All of them; empty if one is not known with certainty. */
    Optional<String> text() {
        return exact && !parts.isEmpty()
                ? Optional.of(
                        String.join(" ", parts.stream().map(part -> part.text).toList()))
                : Optional.empty();
    }

    /** The fields of the header of the packets that some bytes are; none if they are not known. */
    List<NftSelector> fields(PayloadBase base, int offset, int length) {
        if (base == PayloadBase.NETWORK_HEADER) {
            String header = network == PacketKind.NFPROTO_IPV6 ? "ip6" : "ip";
            return NftSelector.of(header, NftField.ofFamily(network), Layer.NETWORK, offset, length);
        }
        if (base != PayloadBase.TRANSPORT_HEADER) {
            return List.of();
        }
        return NftSelector.of(
                NftField.header(transport),
                NftField.ofProtocol(transport),
                transport == ICMP || transport == ICMPV6 ? Layer.CONTROL : Layer.TRANSPORT,
                offset,
                length);
    }

    void match(List<NftSelector> fields, String text) {
        use(fields);
        parts.add(new Part(text));
    }

    /** The last match tests that what has this name has that value. */
    void note(String name, int value) {
        Part last = parts.get(parts.size() - 1);
        switch (name) {
            case "meta nfproto" -> {
                exact &= !oneFamily;
                network = value;
                networkTest = last;
            }
            case "meta protocol" -> {
                network = value == ETH_P_IP
                        ? PacketKind.NFPROTO_IPV4
                        : value == ETH_P_IPV6 ? PacketKind.NFPROTO_IPV6 : -1;
                networkTest = last;
            }
            case "meta l4proto" -> {
                transport = value;
                transportTest = last;
            }
            case "ip protocol" -> {
                transport = value;
                transportTest = family == PacketKind.NFPROTO_IPV4 ? last : null;
            }
            case "ip6 nexthdr" -> {
                transport = value;
                headerNamesProtocol = true;
            }
            default -> {}
        }
    }

    boolean endWith(String begin) {
        return !parts.isEmpty() && parts.get(parts.size() - 1).text.startsWith(begin);
    }

    /** Leaves out the tests that fields imply. */
    void use(List<NftSelector> fields) {
        for (NftSelector field : fields) {
            boolean upper = field.layer() == Layer.TRANSPORT || field.layer() == Layer.CONTROL;
            exact &= !upper || !headerNamesProtocol;
            if (upper && transport >= 0) {
                remove(transportTest);
                transportTest = null;
            }
            if (field.layer() == Layer.NETWORK || field.layer() == Layer.CONTROL) {
                remove(networkTest);
                networkTest = null;
            }
        }
    }

    /** Leaves out the test of the family, for a statement that implies it. */
    void leaveOutFamily() {
        remove(networkTest);
        exact &= parts.stream().noneMatch(part -> part.text.startsWith("meta nfproto"));
    }

    private void remove(@Nullable Part test) {
        parts.removeIf(part -> part == test);
    }

    /** Tests before a statement are not implied by what comes after it. */
    void statement(String text) {
        parts.add(new Part(text));
        networkTest = null;
        transportTest = null;
    }
}
