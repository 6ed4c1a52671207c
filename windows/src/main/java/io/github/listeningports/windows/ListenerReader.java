package io.github.listeningports.windows;

import io.github.listeningports.ProcessInfo;
import io.github.listeningports.windows.api.ProcessToken;
import io.github.listeningports.windows.api.RegistryApi;
import io.github.listeningports.windows.api.UpperCase;
import io.github.listeningports.windows.firewall.FirewallListener;
import io.github.listeningports.windows.firewall.ProgramPaths;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Describes a socket and its owner in the terms of firewall rules; the facts of a service come from its registry key. */
final class ListenerReader {

    private static final String SERVICE_KEYS = "SYSTEM\\CurrentControlSet\\Services\\";

    /** A change to a service's registry key is seen at most this late. */
    private static final Duration SERVICES_AGE = Duration.ofSeconds(5);

    private final RegistryApi registry;
    private final ProgramPaths paths;
    private final LongSupplier nanoTime;
    private final Map<String, ServiceEntry> serviceEntries = new HashMap<>();
    private long entriesSince;

    ListenerReader(RegistryApi registry, ProgramPaths paths, LongSupplier nanoTime) {
        this.registry = registry;
        this.paths = paths;
        this.nanoTime = nanoTime;
        entriesSince = nanoTime.getAsLong();
    }

    /** Forgets services that were read too long ago. */
    void beginSnapshot() {
        if (nanoTime.getAsLong() - entriesSince > SERVICES_AGE.toNanos()) {
            serviceEntries.clear();
            entriesSince = nanoTime.getAsLong();
        }
    }

    FirewallListener read(ListeningSocket socket, List<ProcessInfo> owners, SocketOwners all) {
        SocketRow row = socket.row();
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
                socket.families(),
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
                token(owner, all, kernel, !running.isEmpty(), program));
    }

    /**
     * The facts of the token. Some are known without it: neither the kernel nor what Windows starts at its own start is an app; the service control manager starts nothing in an
     * AppContainer; and a service of a package has its program in the package's directory (desktop6:Service), so one of Windows itself belongs to none.
     */
    private ProcessToken token(
            Optional<ProcessInfo> owner, SocketOwners all, boolean kernel, boolean service, Optional<String> program) {
        ProcessToken token =
                owner.map(process -> all.tokens().get(process.pid())).orElse(ProcessToken.UNKNOWN);
        boolean startup = kernel || program.filter(paths::isOfStartup).isPresent();
        boolean ofWindows =
                startup || (service && program.filter(paths::isOfWindows).isPresent());
        return new ProcessToken(
                token.container().or(() -> startup || service ? Optional.of(false) : Optional.empty()),
                token.inPackage().or(() -> ofWindows ? Optional.of(false) : Optional.empty()),
                token.serviceIds());
    }

    /**
     * A service, as its registry key describes it.
     *
     * @param named whether its processes hold its SID, by which the firewall recognises it
     * @param program the path of its program
     */
    private record ServiceEntry(String name, boolean named, Optional<String> program) {}

    /** Reading the program of a service's process requires rights; its ImagePath in the registry does not. */
    private Optional<String> ofService(List<ServiceEntry> running, Optional<String> processName) {
        List<String> programs = running.stream()
                .flatMap(each -> each.program().stream())
                .distinct()
                .toList();
        return programs.size() == 1
                ? Optional.of(programs.get(0))
                        .filter(path -> processName
                                .filter(name -> UpperCase.isSame(name, ProgramPaths.name(path)))
                                .isPresent())
                : Optional.empty();
    }

    private ServiceEntry entry(String service) {
        ServiceEntry known = serviceEntries.get(service);
        if (known == null) {
            known = readEntry(service);
            serviceEntries.put(service, known);
        }
        return known;
    }

    /** ServiceSidType (SERVICE_SID_INFO, winsvc.h) is 0, none, where it is absent. */
    private ServiceEntry readEntry(String service) {
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
