package io.github.listeningports.linux.firewall;

import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.linux.firewall.ipset.IpSetReader;
import io.github.listeningports.linux.firewall.ipset.IpSetReferences;
import io.github.listeningports.linux.firewall.ipset.IpSets;
import io.github.listeningports.linux.firewall.nft.NetfilterProbe;
import io.github.listeningports.linux.firewall.nft.NftCompiler;
import io.github.listeningports.linux.firewall.nft.NftReader;
import io.github.listeningports.linux.firewall.nft.NftRuleset;
import io.github.listeningports.linux.firewall.packet.BaseChain;
import io.github.listeningports.linux.firewall.packet.LocalNetwork;
import io.github.listeningports.linux.firewall.packet.Patience;
import io.github.listeningports.linux.firewall.xt.XtCompiler;
import io.github.listeningports.linux.firewall.xt.XtTable;
import io.github.listeningports.linux.firewall.xt.XtTableReader;
import io.github.listeningports.linux.kernel.LibC;
import io.github.listeningports.linux.kernel.NativeTier;
import io.github.listeningports.linux.kernel.ProcFiles;
import io.github.listeningports.linux.kernel.ProcessStatusParser;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the firewall of the calling thread's network namespace: the rules of nf_tables, ip_tables and ip6_tables, and the interfaces that they name. Reading changes nothing:
 * a table that does not exist yet is not queried, because the kernel would create it.
 */
public final class FirewallReader {

    private final SnapshotRequest request;
    private final ProcFiles files;
    private final NativeTier nativeTier;
    private final NetfilterProbe probe;
    private final SysctlReader sysctls;
    private final Patience patience = new Patience();
    private @Nullable Known known;
    private @Nullable UnexaminedHookReader hookReader;

    /** The rules as last read, and what must be unchanged for them to be current. */
    private record Known(
            OptionalInt generation,
            List<XtTable> tables,
            LocalNetwork network,
            XfrmPolicies policies,
            List<IpVsService> services,
            IpSetReferences references,
            IpSets ipSets,
            FirewallEvaluator firewall) {

        boolean holds(
                OptionalInt nowGeneration,
                List<XtTable> nowTables,
                LocalNetwork nowNetwork,
                XfrmPolicies nowPolicies,
                List<IpVsService> nowServices) {
            return generation.equals(nowGeneration)
                    && tables.equals(nowTables)
                    && network.equals(nowNetwork)
                    && (policies.areNone() ? nowPolicies.areNone() : policies.equals(nowPolicies))
                    && services.equals(nowServices);
        }
    }

    public FirewallReader(SnapshotRequest request, ProcFiles files, NativeTier nativeTier) {
        this.request = request;
        this.files = files;
        this.nativeTier = nativeTier;
        probe = new NetfilterProbe(request.procRoot(), files, patience);
        sysctls = new SysctlReader(request.procRoot(), files);
    }

    /** Whether the rules can be read, which makes native code worth loading. */
    public boolean isPossible() {
        return whyNot().isEmpty();
    }

    /** Why the rules cannot be read, in any network namespace; empty if they can. */
    public Optional<String> whyNot() {
        if (!request.procRoot().equals(ProcFiles.DEFAULT_ROOT)) {
            return Optional.of(
                    "firewall rules can be read only for this process's own network namespace, not for that of "
                            + request.procRoot());
        }
        Optional<byte[]> status = files.readIfPossible(request.procRoot().resolve("thread-self/status"));
        if (status.isEmpty()) {
            status = files.readIfPossible(request.procRoot().resolve("self/status"));
        }
        return status.isPresent() && ProcessStatusParser.mayAdministerNetwork(status.get())
                ? nativeTier.whyNot()
                : Optional.of(
                        "reading the firewall rules requires CAP_NET_ADMIN, CAP_SYS_ADMIN and CAP_DAC_READ_SEARCH: run as"
                                + " root, and in a container grant it these capabilities");
    }

    /**
     * Reads the firewall, or returns why it is unknown, such as that the deadline passed, which also bounds the verdicts that are found afterwards.
     *
     * @param netDirectory that of the thread's namespace
     * @param listeners the listening sockets of that namespace
     */
    public FirewallEvaluator read(Path netDirectory, List<FirewallListener> listeners, Deadline deadline) {
        if (deadline.isOver()) {
            return FirewallEvaluator.late(deadline);
        }
        Optional<String> whyNot = whyNot();
        if (whyNot.isPresent()) {
            return FirewallEvaluator.unknown(whyNot.get());
        }
        patience.until(deadline);
        try {
            LibC libc = nativeTier.libc();
            UnexaminedHookReader hooks = hookReader;
            if (hooks == null) {
                hooks = new UnexaminedHookReader(
                        request.procRoot(), files, libc, System.getProperty("os.arch", ""), patience);
                hookReader = hooks;
            }
            hooks.refresh();
            check(deadline);
            UnexaminedHooks unexamined = hooks.read(netDirectory, listeners);
            check(deadline);
            RtnetlinkReader links = new RtnetlinkReader(libc, deadline, hooks::atInterface);
            LocalNetwork network = links.read(sysctls.read());
            for (UnexaminedHook each : links.unexamined()) {
                unexamined = unexamined.and(each);
            }
            check(deadline);
            XfrmPolicies policies = XfrmPolicies.NONE;
            try {
                policies = new XfrmReader(files, sysctls).read(netDirectory, libc, deadline, network);
            } catch (IOException e) {
                unexamined = unexamined.and(UnexaminedHook.unseen("IPsec policies (" + e.getMessage() + ")"));
            }
            return read(netDirectory, libc, network, policies, deadline).beside(unexamined);
        } catch (CancellationException e) {
            return FirewallEvaluator.late(deadline);
        } catch (IOException e) {
            if (deadline.isOver()) {
                return FirewallEvaluator.late(deadline);
            }
            known = null;
            return FirewallEvaluator.unknown("the firewall could not be read: " + e.getMessage());
        }
    }

    /** Between any two dumps. */
    private static void check(Deadline deadline) throws IOException {
        if (deadline.isOver()) {
            throw new IOException(deadline.reason());
        }
    }

    private FirewallEvaluator read(
            Path netDirectory, LibC libc, LocalNetwork current, XfrmPolicies policies, Deadline deadline)
            throws IOException {
        check(deadline);
        LocalNetwork network = current;
        if (network.hasBridge() && probe.filtersBridges()) {
            network = network.behindBridges();
        }
        check(deadline);
        List<XtTable> tables = tables(netDirectory, libc, network.byteOrder(), deadline);
        check(deadline);
        if (!tableNames(netDirectory.resolve("arp_tables_names")).isEmpty()) {
            network = network.behindArp();
        }
        NftReader nftReader = new NftReader(libc, deadline);
        boolean nft = probe.isThere(netDirectory);
        OptionalInt generation = nft ? OptionalInt.of(nftReader.generation()) : OptionalInt.empty();
        List<IpVsService> services =
                new IpVsReader(files, sysctls).read(netDirectory).orElse(List.of());
        Known before = known;
        if (before != null && before.holds(generation, tables, network, policies, services)) {
            IpSets now = ipSets(libc, before.references(), deadline);
            // Not now.equals: of the very same object, as a rule NONE, none that is generated is called, which has to
            // be linked first.
            if (Objects.equals(now, before.ipSets())) {
                return before.firewall();
            }
        }
        known = null;
        NftRuleset ruleset = nft ? nftReader.read() : NftRuleset.NONE;
        check(deadline);
        Known read = ruleset.isEmpty() && tables.isEmpty()
                ? withoutTables(generation, network, policies, services)
                : compiled(libc, generation, ruleset, tables, network, policies, services, deadline);
        known = ruleset.forgets() ? null : read;
        return read.firewall();
    }

    private Known withoutTables(
            OptionalInt generation, LocalNetwork network, XfrmPolicies policies, List<IpVsService> services) {
        FirewallEvaluator firewall =
                FirewallEvaluator.of(others(network, policies, services), network, services, patience);
        return new Known(
                generation, List.of(), network, policies, services, IpSetReferences.NONE, IpSets.NONE, firewall);
    }

    /** The chains of what is no rule. */
    private static List<BaseChain> others(LocalNetwork network, XfrmPolicies policies, List<IpVsService> services) {
        List<BaseChain> chains = new ArrayList<>();
        if (!policies.areNone()) {
            XfrmCompiler.compile(network, policies).ifPresent(chains::add);
        }
        if (!services.isEmpty()) {
            IpVsCompiler.compile(network, services).ifPresent(chains::add);
        }
        return chains;
    }

    private Known compiled(
            LibC libc,
            OptionalInt generation,
            NftRuleset ruleset,
            List<XtTable> tables,
            LocalNetwork network,
            XfrmPolicies policies,
            List<IpVsService> services,
            Deadline deadline)
            throws IOException {
        NftCompiler compiler = new NftCompiler(ruleset, network, patience);
        List<XtCompiler> xtCompilers = new ArrayList<>();
        for (XtTable table : tables) {
            xtCompilers.add(compiler(table, network, patience));
        }
        IpSetReferences references = compiler.ipSets();
        for (XtCompiler each : xtCompilers) {
            references = references.and(each.ipSets());
        }
        check(deadline);
        IpSets ipSets = ipSets(libc, references, deadline);
        List<BaseChain> chains = new ArrayList<>(compiler.compile(ipSets));
        for (XtCompiler each : xtCompilers) {
            chains.addAll(each.compile(ipSets));
        }
        chains.addAll(others(network, policies, services));
        LocalNetwork behind = compiler.filtersBridges() ? network.behindBridges() : network;
        if (compiler.filtersArp()) {
            behind = behind.behindArp();
        }
        if (network.mayReturn() && (!tables.isEmpty() || compiler.filtersForwarding())) {
            behind = behind.behindForwarding();
        }
        FirewallEvaluator firewall = FirewallEvaluator.of(chains, behind, services, patience);
        return new Known(generation, tables, network, policies, services, references, ipSets, firewall);
    }

    /** The tables of ip_tables and ip6_tables that exist. */
    private List<XtTable> tables(Path netDirectory, LibC libc, ByteOrder order, Deadline deadline) throws IOException {
        if (!Files.exists(netDirectory.resolve("dev"))) {
            throw new IOException("which tables of iptables exist is unknown: " + netDirectory + " is hidden");
        }
        XtTableReader reader = new XtTableReader(libc, System.getProperty("os.arch", ""));
        List<XtTable> tables = new ArrayList<>();
        for (String name : tableNames(netDirectory.resolve("ip_tables_names"))) {
            check(deadline);
            tables.add(reader.read(name, false).withoutCounters(order));
        }
        for (String name : tableNames(netDirectory.resolve("ip6_tables_names"))) {
            check(deadline);
            tables.add(reader.read(name, true).withoutCounters(order));
        }
        return tables;
    }

    private IpSets ipSets(LibC libc, IpSetReferences references, Deadline deadline) throws IOException {
        IpSets sets = new IpSetReader(libc, deadline).read(references);
        check(deadline);
        return sets;
    }

    /** @throws IOException if the table is malformed or was read while it changed */
    static XtCompiler compiler(XtTable table, LocalNetwork network, Patience patience) throws IOException {
        return XtCompiler.of(table, network, patience)
                .orElseThrow(() ->
                        new IOException("table " + table.name() + " has an unexpected layout for this architecture"));
    }

    private List<String> tableNames(Path file) throws IOException {
        try {
            String names = new String(files.read(file), StandardCharsets.UTF_8);
            return names.isEmpty() ? List.of() : List.of(names.split("\n"));
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
