package io.github.listeningports.linux;

import io.github.listeningports.SnapshotRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Reads the firewall of the own network namespace: the rules of nf_tables, those of ip_tables and ip6_tables, and the interfaces that they name. Nothing is changed by
 * reading: what is not there yet is not asked for, or the kernel would make it.
 */
final class FirewallReader {

    private final SnapshotRequest request;
    private final ProcFiles files;
    private final NativeTier nativeTier;
    private final NftPresence presence;
    private final int patienceMillis;
    private @Nullable Known known;

    /** What was read, and what tells that it still holds. */
    private record Known(int generation, LocalNetwork network, Firewall firewall) {}

    FirewallReader(SnapshotRequest request, ProcFiles files, NativeTier nativeTier) {
        this.request = request;
        this.files = files;
        this.nativeTier = nativeTier;
        patienceMillis = (int) Math.min(request.firewallTimeout().toMillis(), Integer.MAX_VALUE);
        presence = new NftPresence(request.procRoot(), files);
    }

    /** Whether the firewall can be looked at: native code is worth its loading then. */
    boolean isPossible() {
        return request.asksForFirewall() && whyNot().isEmpty();
    }

    private Optional<String> whyNot() {
        if (!request.procRoot().equals(NetworkNamespaceReader.DEFAULT_ROOT)) {
            return Optional.of("the firewall is that of the namespace of " + request.procRoot()
                    + ", and only the own one can be looked at");
        }
        boolean may = files.readIfPossible(request.procRoot().resolve("thread-self/status"))
                .or(() -> files.readIfPossible(request.procRoot().resolve("self/status")))
                .map(ProcessStatusParser::mayAdministerNetwork)
                .orElse(false);
        return may
                ? nativeTier.whyNot()
                : Optional.of("firewall rules are shown to those only who may administer the network: run as root,"
                        + " or with CAP_NET_ADMIN");
    }

    /** @param netDirectory that of the own namespace */
    Firewall read(Path netDirectory) {
        Optional<String> whyNot = whyNot();
        if (whyNot.isPresent()) {
            return Firewall.unknown(whyNot.get());
        }
        try {
            return read(netDirectory, nativeTier.libc());
        } catch (IOException e) {
            known = null;
            return Firewall.unknown("the firewall could not be read: " + e.getMessage());
        }
    }

    private Firewall read(Path netDirectory, LibC libc) throws IOException {
        LocalNetwork network = new LinkReader(libc, patienceMillis).read();
        List<String> ipv4 = tableNames(netDirectory.resolve("ip_tables_names"));
        List<String> ipv6 = tableNames(netDirectory.resolve("ip6_tables_names"));
        boolean nft = presence.isThere(netDirectory);
        NftReader nftReader = new NftReader(libc, patienceMillis);
        boolean legacy = !ipv4.isEmpty() || !ipv6.isEmpty();
        Known before = known;
        // The generation says nothing of ip_tables.
        OptionalInt generation = nft ? OptionalInt.of(nftReader.generation()) : OptionalInt.empty();
        if (before != null
                && !legacy
                && generation.equals(OptionalInt.of(before.generation()))
                && before.network().equals(network)) {
            return before.firewall();
        }
        known = null;
        List<BaseChain> chains = new ArrayList<>();
        boolean bridges = false;
        boolean lasting = nft && !legacy;
        if (nft) {
            NftRuleset ruleset = nftReader.read();
            NftCompiler compiler = new NftCompiler(ruleset, network);
            chains.addAll(compiler.compile());
            bridges = compiler.filtersBridges();
            lasting &= !ruleset.forgets();
        }
        XtTableReader tables = new XtTableReader(libc);
        for (String name : ipv4) {
            chains.addAll(chains(tables.read(name, false), network));
        }
        for (String name : ipv6) {
            chains.addAll(chains(tables.read(name, true), network));
        }
        Firewall firewall = Firewall.of(chains, bridges ? network.behindBridges() : network);
        if (lasting) {
            known = new Known(generation.orElse(0), network, firewall);
        }
        return firewall;
    }

    private static List<BaseChain> chains(XtTable table, LocalNetwork network) throws IOException {
        return new XtTableParser(table, network)
                .parse()
                .orElseThrow(() -> new IOException(
                        "the table " + table.name() + " is not of the form that is known of this kind of machine"));
    }

    private List<String> tableNames(Path file) throws IOException {
        try {
            return new String(files.read(file), StandardCharsets.UTF_8).lines().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            if (Files.notExists(file)) {
                return List.of();
            }
            throw new IOException(file + " cannot be read: " + e, e);
        }
    }
}
