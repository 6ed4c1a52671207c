package io.github.listeningports.windows;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.SnapshotRequest;
import java.io.IOException;
import java.net.Inet4Address;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Asks Windows Firewall about listeners: its rules from the registry, the profiles in force from Windows.
 *
 * <p>INetFwMgr.IsPortAllowed is not asked for a second opinion: it knows neither services nor pid 4, tells no rule, sees the current profile only, and takes a call
 * into another process for each listener. Where it disagreed, nothing could be said about why.
 */
final class FirewallReader {

    /** Without the first, no rule is in force; without the second, nothing is filtered. */
    private static final List<String> SERVICES = List.of("MpsSvc", "BFE");

    private static final String SERVICE_KEYS = "SYSTEM\\CurrentControlSet\\Services\\";

    /** A link, or a service's entry, that changes is seen that late, at most. */
    private static final Duration AGE = FirewallProfileReader.AGE;

    /**
     * What is asked; in tests it is something else.
     *
     * @param services those that have to run
     * @param policyClass that of NetFwPolicy2
     * @param productsClass that of NetFwProducts
     */
    record Target(List<String> services, String policyClass, String productsClass) {

        static final Target WINDOWS = new Target(SERVICES, FirewallComApi.POLICY_CLASS, FirewallComApi.PRODUCTS_CLASS);
    }

    private final Target target;
    private final ServiceApi services;
    private final RegistryApi registry;
    private final FirewallPolicyReader policies;
    private final FirewallProfileReader profiles;
    private final ProgramPaths paths = ProgramPaths.ofThisMachine();
    private final Map<String, ServiceEntry> serviceEntries = new HashMap<>();
    private final LongSupplier nanoTime;
    private long learnedSince;

    FirewallReader(SnapshotRequest request, NativeCode code, Target target, LongSupplier nanoTime) {
        this.target = target;
        this.nanoTime = nanoTime;
        learnedSince = nanoTime.getAsLong();
        services = code.services();
        registry = code.registry();
        policies = new FirewallPolicyReader(registry);
        profiles = new FirewallProfileReader(target, request.firewallTimeout(), nanoTime);
    }

    /** The firewall as it is now. */
    Look look() {
        if (nanoTime.getAsLong() - learnedSince > AGE.toNanos()) {
            paths.forgetLinks();
            serviceEntries.clear();
            learnedSince = nanoTime.getAsLong();
        }
        try {
            for (String service : target.services()) {
                if (!services.isRunning(service)) {
                    return new Look(
                            Optional.empty(),
                            Optional.of("the service " + service
                                    + " does not run, so that the rules of Windows Firewall are not in force"));
                }
            }
            FirewallPolicy policy = policies.read();
            FirewallProfileReader.Answer answer = profiles.read();
            if (answer.others() > 0) {
                // Its rules are not enforced then (FW_ENFORCEMENT_STATE_CATEGORY_OFF, MS-FASP 2.2.27), or some of them.
                return new Look(
                        Optional.empty(),
                        Optional.of("a firewall of another maker is registered with Windows (INetFwProducts), and may"
                                + " have taken over from Windows Firewall"));
            }
            return new Look(
                    Optional.of(new FirewallEvaluator(policy, answer.profiles(), answer.failure(), paths)),
                    answer.failure());
        } catch (IOException e) {
            return new Look(Optional.empty(), Optional.of(String.valueOf(e.getMessage())));
        }
    }

    /** One look at the firewall, for all listeners of a snapshot. */
    final class Look {

        private final Optional<FirewallEvaluator> evaluator;
        private final Optional<String> failure;

        private Look(Optional<FirewallEvaluator> evaluator, Optional<String> failure) {
            this.evaluator = evaluator;
            this.failure = failure;
        }

        /** Why it cannot be examined, or not whole. */
        Optional<String> failure() {
            return failure;
        }

        /** Whether rules were read. */
        boolean isExamined() {
            return evaluator.isPresent();
        }

        FirewallStatus status(SocketRow row, List<ProcessInfo> owners, Owners all) {
            FirewallListener listener = listener(row, owners, all);
            if (evaluator.isPresent()) {
                return evaluator.get().evaluate(listener);
            }
            return row.address().isLoopbackAddress()
                    ? new FirewallStatus(FirewallVerdict.NOT_EXPOSED, "bound to loopback")
                    : new FirewallStatus(FirewallVerdict.UNKNOWN, failure.orElse("not examined"));
        }
    }

    private FirewallListener listener(SocketRow row, List<ProcessInfo> owners, Owners all) {
        Set<AddressFamily> families = row.address() instanceof Inet4Address
                ? EnumSet.of(AddressFamily.IPV4)
                : row.address().isAnyLocalAddress()
                        ? EnumSet.allOf(AddressFamily.class)
                        : EnumSet.of(AddressFamily.IPV6);
        boolean kernel = row.pid() == ProcessReader.SYSTEM_PID;
        Optional<ProcessInfo> owner = owners.stream().findFirst();
        List<ServiceEntry> running = owner.map(ProcessInfo::services).orElse(List.of()).stream()
                .map(this::entry)
                .toList();
        Optional<String> name = kernel
                ? Optional.of(FirewallListener.SYSTEM)
                : owner.flatMap(ProcessInfo::executable)
                        .map(ProgramPaths::name)
                        .or(() -> owner.flatMap(ProcessInfo::name));
        Optional<String> program = kernel
                ? Optional.of(FirewallListener.SYSTEM)
                : owner.flatMap(ProcessInfo::executable).or(() -> ofService(running, name));
        boolean servicesKnown =
                kernel || (owner.isPresent() && all.serviceFailure().isEmpty());
        return new FirewallListener(
                row.protocol(),
                families,
                row.address(),
                row.port(),
                program,
                name,
                servicesKnown
                        ? Optional.of(running.stream()
                                .filter(ServiceEntry::named)
                                .map(ServiceEntry::name)
                                .toList())
                        : Optional.empty(),
                running.stream()
                        .filter(each -> !each.named())
                        .map(ServiceEntry::name)
                        .toList(),
                token(owner, all, kernel, !running.isEmpty()));
    }

    /** What is known of the token; that the kernel is of no package, and that the service control manager makes no AppContainer, is known without it. */
    private static ProcessToken token(Optional<ProcessInfo> owner, Owners all, boolean kernel, boolean service) {
        ProcessToken token =
                owner.map(process -> all.tokens().get(process.pid())).orElse(ProcessToken.UNKNOWN);
        return new ProcessToken(
                token.container().or(() -> kernel || service ? Optional.of(false) : Optional.empty()),
                token.inPackage().or(() -> kernel ? Optional.of(false) : Optional.empty()),
                token.serviceIds());
    }

    /**
     * What the registry says of a service.
     *
     * @param named whether its processes carry its identifier, by which the firewall knows it
     * @param program the path of its program
     */
    private record ServiceEntry(String name, boolean named, Optional<String> program) {}

    /** The program of a service's process may not be read without rights, but what Windows starts for the service may. */
    private Optional<String> ofService(List<ServiceEntry> running, Optional<String> processName) {
        List<String> programs = running.stream()
                .flatMap(each -> each.program().stream())
                .distinct()
                .toList();
        return programs.size() == 1
                ? Optional.of(programs.get(0))
                        .filter(path -> processName
                                .filter(name -> name.equalsIgnoreCase(ProgramPaths.name(path)))
                                .isPresent())
                : Optional.empty();
    }

    private ServiceEntry entry(String service) {
        ServiceEntry known = serviceEntries.get(service);
        if (known == null) {
            known = read(service);
            serviceEntries.put(service, known);
        }
        return known;
    }

    /** ServiceSidType (SERVICE_SID_INFO, winsvc.h) is 0, none, where it is absent. */
    private ServiceEntry read(String service) {
        try {
            Optional<RegistryApi.Key> opened = registry.open(SERVICE_KEYS + service);
            if (opened.isPresent()) {
                try (RegistryApi.Key key = opened.get()) {
                    return new ServiceEntry(
                            service,
                            key.number("ServiceSidType").orElse(0) != 0,
                            key.text("ImagePath")
                                    .flatMap(ProgramPaths::ofCommand)
                                    .map(paths::expand)
                                    .filter(path ->
                                            path.indexOf('%') < 0 && path.indexOf(':') == 1 && paths.isReal(path)));
                }
            }
        } catch (IOException e) {
            return new ServiceEntry(service, false, Optional.empty());
        }
        return new ServiceEntry(service, false, Optional.empty());
    }
}
