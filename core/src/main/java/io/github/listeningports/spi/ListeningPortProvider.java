package io.github.listeningports.spi;

import io.github.listeningports.BindReport;
import io.github.listeningports.BindRequest;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.SnapshotRequest;
import java.util.List;
import java.util.Optional;

/**
 * Lists the listening ports of one operating system.
 *
 * <p>Providers are found by {@link java.util.ServiceLoader} with the class loader of the API: declare yours in {@code module-info}
 * ({@code provides ... with ...}) and in {@code META-INF/services}. It needs a public constructor without parameters that cannot
 * fail. Third-party providers take precedence over the built-in ones; the system property {@code listeningports.provider} selects one
 * by name.
 *
 * <p>Any thread may call its methods, several at once: each source that {@code open} returns has its own state. A method that a later version adds has a default.
 *
 * <p>A snapshot contains a {@link io.github.listeningports.ListeningPort} for each listening socket of the requested ports and protocols; its owners, in any order,
 * if requested; and something that distinguishes the socket from a later one on the same address
 * ({@link io.github.listeningports.ListeningPort.Builder#instance}, or an inode, cookie or creation time in the details). Leave out of the builders what was
 * requested but is not available, and add a {@link io.github.listeningports.Diagnostic}; that includes the firewall. Keep no threads, keep no files open after
 * {@code close}, print nothing, and do not treat a process that exits meanwhile as an error.
 *
 * <p>To check a provider, extend the contract test in the test jar of {@code listening-ports-core}
 * ({@code io.github.listeningports.contract.ListeningPortProviderContract}).
 */
public interface ListeningPortProvider {

    /** A short, unique lower-case name, such as {@code linux}; {@code listeningports.provider} selects a provider by it. */
    String name();

    /**
     * Why this provider does not support the current system; empty if it does.
     *
     * <p>Called for every provider on every operating system: check only system properties such as {@code os.name}, and load no native
     * code.
     *
     * @return a human-readable reason, such as "this is Linux, not Windows"
     */
    Optional<String> whyUnsupported();

    /**
     * Opens a source of snapshots. A single snapshot is {@code open}, {@code snapshot}, {@code close}.
     *
     * <p>{@link io.github.listeningports.ListeningPorts} guards the returned source: it calls {@code snapshot} and {@code close} from
     * one thread at a time, but not always the same; {@code close} once, never during a snapshot, and nothing afterwards. A source that its user closes during a snapshot is closed when that snapshot returns,
     * by the same thread. Report unavailable parts of the request by a
     * {@link io.github.listeningports.Diagnostic}, not by an exception.
     *
     * <p>If the request has a timeout, begin each snapshot with a {@link Deadline} and check it between the steps that can take long. Once it has passed, return what is known.
     *
     * @throws io.github.listeningports.ListeningPortsException if nothing can be read
     */
    ListeningPortSource open(SnapshotRequest request);

    /**
     * Explains whether a bind would succeed in this process, without binding. By default from the listeners on the port alone ({@link BindByListeners}): they can refuse it, and nothing else is known.
     *
     * <p>Name every obstacle that is known; one that depends on what cannot be seen is not certain. Put names into commands by {@link SuggestedCommand} only.
     *
     * @throws io.github.listeningports.ListeningPortsException if nothing can be read
     */
    default BindReport explainBind(BindRequest request) {
        return BindByListeners.explain(this::open, request, owner -> Optional.empty(), List.of());
    }
}
