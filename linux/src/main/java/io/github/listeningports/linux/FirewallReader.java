package io.github.listeningports.linux;

import io.github.listeningports.SnapshotRequest;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
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
    private @Nullable DoubtReader doubtReader;

    /** What was read, and what tells that it still holds. */
    private record Known(OptionalInt generation, List<XtTable> tables, LocalNetwork network, Firewall firewall) {

        boolean holds(OptionalInt nowGeneration, List<XtTable> nowTables, LocalNetwork nowNetwork) {
            return generation.equals(nowGeneration) && tables.equals(nowTables) && network.equals(nowNetwork);
        }
    }

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
            return Optional.of(
                    "firewall rules can be read only for this process's own network namespace, not for that of "
                            + request.procRoot());
        }
        boolean may = files.readIfPossible(request.procRoot().resolve("thread-self/status"))
                .or(() -> files.readIfPossible(request.procRoot().resolve("self/status")))
                .map(ProcessStatusParser::mayAdministerNetwork)
                .orElse(false);
        return may
                ? nativeTier.whyNot()
                : Optional.of(
                        "reading the firewall rules requires CAP_NET_ADMIN, CAP_SYS_ADMIN and CAP_DAC_READ_SEARCH: run as"
                                + " root, and in a container grant it these capabilities");
    }

    /**
     * @param netDirectory that of the own namespace
     * @param rows its sockets
     */
    Firewall read(Path netDirectory, List<SocketRow> rows) {
        Optional<String> whyNot = whyNot();
        if (whyNot.isPresent()) {
            return Firewall.unknown(whyNot.get());
        }
        try {
            LibC libc = nativeTier.libc();
            DoubtReader others = doubtReader;
            if (others == null) {
                others = new DoubtReader(request.procRoot(), files, libc);
                doubtReader = others;
            }
            others.look();
            return read(netDirectory, libc, others).beside(others.read(netDirectory, rows));
        } catch (IOException e) {
            known = null;
            return Firewall.unknown("the firewall could not be read: " + e.getMessage());
        }
    }

    private Firewall read(Path netDirectory, LibC libc, DoubtReader others) throws IOException {
        LocalNetwork network = new LinkReader(libc, patienceMillis, others::atIngress).read();
        if (network.hasBridge() && presence.filtersBridges()) {
            network = network.behindBridges();
        }
        List<XtTable> tables = tables(netDirectory, libc, network.byteOrder());
        NftReader nftReader = new NftReader(libc, patienceMillis);
        boolean nft = presence.isThere(netDirectory);
        OptionalInt generation = nft ? OptionalInt.of(nftReader.generation()) : OptionalInt.empty();
        Known before = known;
        if (before != null && before.holds(generation, tables, network)) {
            return before.firewall();
        }
        known = null;
        List<BaseChain> chains = new ArrayList<>();
        boolean bridges = false;
        boolean lasting = true;
        if (nft) {
            NftRuleset ruleset = nftReader.read();
            NftCompiler compiler = new NftCompiler(ruleset, network);
            chains.addAll(compiler.compile());
            bridges = compiler.filtersBridges();
            lasting = !ruleset.forgets();
        }
        for (XtTable table : tables) {
            chains.addAll(chains(table, network));
        }
        Firewall firewall = Firewall.of(chains, bridges ? network.behindBridges() : network);
        if (lasting) {
            known = new Known(generation, tables, network, firewall);
        }
        return firewall;
    }

    /** Those of ip_tables and ip6_tables that are there. */
    private List<XtTable> tables(Path netDirectory, LibC libc, ByteOrder order) throws IOException {
        XtTableReader reader = new XtTableReader(libc);
        List<XtTable> tables = new ArrayList<>();
        for (String name : tableNames(netDirectory.resolve("ip_tables_names"))) {
            tables.add(reader.read(name, false).withoutCounters(order));
        }
        for (String name : tableNames(netDirectory.resolve("ip6_tables_names"))) {
            tables.add(reader.read(name, true).withoutCounters(order));
        }
        return tables;
    }

    /** @throws IOException if they are not what the kernel would send at one moment */
    static List<BaseChain> chains(XtTable table, LocalNetwork network) throws IOException {
        return new XtTableParser(table, network)
                .parse()
                .orElseThrow(() ->
                        new IOException("table " + table.name() + " has an unexpected layout for this architecture"));
    }

    private List<String> tableNames(Path file) throws IOException {
        try {
            return new String(files.read(file), StandardCharsets.UTF_8).lines().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (AccessDeniedException e) {
            throw new IOException("reading " + file + " requires CAP_DAC_READ_SEARCH, or root", e);
        } catch (IOException e) {
            if (Files.notExists(file)) {
                return List.of();
            }
            throw new IOException(file + " cannot be read: " + e, e);
        }
    }
}
