package io.github.listeningports.windows;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.Diagnostic.Kind;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.Reach;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.windows.api.IpHelper;
import io.github.listeningports.windows.firewall.FirewallLook;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Explains what a snapshot lacks of what was requested, and what to do about it. */
final class WindowsDiagnostics {

    private static final int MAX_EXAMPLES = 5;

    private final SnapshotRequest request;

    WindowsDiagnostics(SnapshotRequest request) {
        this.request = request;
    }

    /**
     * What is unknown of the owners.
     *
     * @param whyUnread why not all processes were read, if so
     * @param withoutPrivilege why they were read without SeDebugPrivilege although it was requested, if so
     */
    List<Diagnostic> aboutOwners(
            List<SocketRow> rows, SocketOwners owners, Optional<String> whyUnread, Optional<String> withoutPrivilege) {
        List<Diagnostic> diagnostics = new ArrayList<>();
        List<SocketRow> hidden =
                rows.stream().filter(row -> owners.of(row).isEmpty()).toList();
        if (!hidden.isEmpty()) {
            diagnostics.add(new Diagnostic(
                    Kind.OWNER_HIDDEN,
                    IpHelper.LIBRARY,
                    hidden.size() + (hidden.size() == 1 ? " port has" : " ports have") + " no known owner: "
                            + examples(hidden.stream()
                                    .map(row -> row.protocol() + " " + row.port() + " ("
                                            + whyUnread.orElseGet(() -> owners.whyNone(row)) + ")")
                                    .toList()),
                    hidden.size()));
        }
        if (!owners.refused().isEmpty()) {
            diagnostics.add(new Diagnostic(
                    Kind.DETAIL_MISSING,
                    "OpenProcess",
                    "access is denied to "
                            + missingOf(owners.refused()) + " of "
                            + examples(owners.refused().stream()
                                    .map(ProcessInfo::toString)
                                    .toList())
                            + advice(withoutPrivilege),
                    owners.refused().size()));
        }
        owners.listFailure()
                .ifPresent(failure -> diagnostics.add(
                        missing("CreateToolhelp32Snapshot", "names and parents are not available: " + failure)));
        owners.serviceFailure()
                .ifPresent(failure ->
                        diagnostics.add(missing("EnumServicesStatusExW", "services are not available: " + failure)));
        return diagnostics;
    }

    private String advice(Optional<String> withoutPrivilege) {
        if (withoutPrivilege.isPresent()) {
            return ": SeDebugPrivilege cannot be enabled: " + withoutPrivilege.get();
        }
        return request.debugPrivilege()
                ? ", with SeDebugPrivilege too, by protected processes such as antivirus programs"
                : ": run as administrator, and request SeDebugPrivilege (withDebugPrivilege); even then it is denied by"
                        + " protected processes, such as antivirus programs";
    }

    private static String missingOf(List<ProcessInfo> refused) {
        List<String> missing = new ArrayList<>();
        if (refused.stream().anyMatch(each -> each.user().isEmpty())) {
            missing.add("the user");
        }
        if (refused.stream().anyMatch(each -> each.executable().isEmpty())) {
            missing.add("the executable");
        }
        if (refused.stream().anyMatch(each -> each.startedAt().isEmpty())) {
            missing.add("the start time");
        }
        return missing.isEmpty() ? "details" : String.join(" and ", missing);
    }

    /** What is unknown of the firewall. */
    static List<Diagnostic> aboutFirewall(List<ListeningPort> ports, FirewallLook look) {
        List<String> unknown = ports.stream()
                .filter(port -> port.firewall().verdict() == FirewallVerdict.UNKNOWN)
                .map(port -> port.protocol() + " " + port.port())
                .toList();
        int exposed = (int)
                ports.stream().filter(port -> port.reach() != Reach.LOOPBACK).count();
        List<Diagnostic> diagnostics = new ArrayList<>();
        if (!look.isExamined() && !unknown.isEmpty()) {
            diagnostics.add(unknownFirewall(
                    "it cannot be examined: " + look.failure().orElse("no reason given"), unknown.size()));
        } else if (look.isExamined() && !unknown.isEmpty()) {
            diagnostics.add(unknownFirewall(
                    "unknown for " + examples(unknown)
                            + ": each port has its reason; an administrator can match more programs to rules",
                    unknown.size()));
        }
        if (look.isExamined() && look.failure().isPresent() && exposed > 0) {
            diagnostics.add(unknownFirewall(
                    "the active profiles are unknown, so all are evaluated: "
                            + look.failure().get(),
                    exposed));
        }
        return diagnostics;
    }

    private static Diagnostic unknownFirewall(String message, int count) {
        return new Diagnostic(Kind.FIREWALL_UNKNOWN, "Windows Firewall", message, count);
    }

    /** Requested details that Windows does not report, or that could not be read. */
    List<Diagnostic> whatIsNotServed(List<ListeningPort> ports) {
        List<Diagnostic> diagnostics = new ArrayList<>();
        int unpaired = (int) ports.stream()
                .filter(port -> port.socket().acceptsIpv4().isEmpty())
                .count();
        if (request.asksForDetails() && unpaired > 0) {
            diagnostics.add(new Diagnostic(
                    Kind.DETAIL_MISSING,
                    IpHelper.LIBRARY,
                    "acceptsIpv4 of :: is unknown: the table of IPv4 was read too early or not at all, or has no"
                            + " creation times",
                    unpaired));
        }
        if (request.asksForDetails() && !ports.isEmpty()) {
            diagnostics.add(new Diagnostic(
                    Kind.DETAIL_MISSING,
                    IpHelper.LIBRARY,
                    "Windows does not report acceptQueue, backlog, drops or boundInterface",
                    ports.size()));
        }
        List<String> unread = request.commandLines() ? withoutCommandLine(ports) : List.of();
        if (!unread.isEmpty()) {
            diagnostics.add(new Diagnostic(
                    Kind.DETAIL_MISSING,
                    "NtQueryInformationProcess",
                    "the command line cannot be read of " + examples(unread)
                            + ": run as administrator, on Windows 8.1 or later",
                    unread.size()));
        }
        return diagnostics;
    }

    private static List<String> withoutCommandLine(List<ListeningPort> ports) {
        return ports.stream()
                .flatMap(port -> port.owners().stream())
                .filter(owner -> owner.pid() != ProcessReader.SYSTEM_PID
                        && owner.commandLine().isEmpty())
                .map(ProcessInfo::toString)
                .distinct()
                .toList();
    }

    /** Why connections are not counted. */
    static Diagnostic uncounted(String failure) {
        return missing(IpHelper.LIBRARY, "the connections cannot be counted: " + failure);
    }

    private static Diagnostic missing(String source, String message) {
        return new Diagnostic(Kind.DETAIL_MISSING, source, message);
    }

    private static String examples(Collection<String> all) {
        return all.stream().distinct().limit(MAX_EXAMPLES).collect(Collectors.joining(", "))
                + (all.size() > MAX_EXAMPLES ? ", ..." : "");
    }
}
