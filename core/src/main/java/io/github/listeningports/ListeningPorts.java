package io.github.listeningports;

import io.github.listeningports.spi.ListeningPortProvider;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Lists the TCP and UDP ports this machine listens on, and the processes that own them.
 *
 * <pre>{@code
 * for (ListeningPort port : ListeningPorts.snapshot()) {
 *     System.out.println(port); // tcp 127.0.0.1:5432 postgres (812)
 * }
 * }</pre>
 *
 * <p>Listing ports requires no privilege. Seeing the owners of other users' sockets requires rights, which a {@link Diagnostic} names.
 * Nothing is printed, and a process that exits during a snapshot is not an error. No thread outlives a call, except that of a {@link PortWatch} until it is closed, daemon threads that have read processes, for about a second
 * or as long as one of them hangs, that on Windows and macOS one may still be waiting for the firewall to answer, and that JNA, once loaded, runs its own for a while.
 *
 * <p>Thread-safe: any thread may call any method, several at once, and a virtual one too.
 *
 * <p>The provider is chosen on first use, by {@link java.util.ServiceLoader} with the class loader of this class: the provider named by
 * the system property {@code listeningports.provider}, otherwise the first one that supports this operating system. A provider that fails to load affects no other; a
 * {@link Diagnostic} of every snapshot reports it.
 */
public final class ListeningPorts {

    private ListeningPorts() {}

    /**
     * Takes a snapshot of this machine's listening ports, with {@link SnapshotRequest#standard()}.
     *
     * @throws ListeningPortsException if no provider works on this system, or no socket table can be read
     */
    public static PortSnapshot snapshot() {
        return snapshot(SnapshotRequest.standard());
    }

    /**
     * Takes a snapshot of what the request asks for.
     *
     * @throws ListeningPortsException if no provider works on this system, or no socket table can be read
     */
    public static PortSnapshot snapshot(SnapshotRequest request) {
        try (ListeningPortSource source = open(request)) {
            return source.snapshot();
        }
    }

    /**
     * Opens a source for repeated snapshots, which reuses what earlier snapshots learned.
     *
     * @throws ListeningPortsException if no provider works on this system, or nothing can be read
     */
    public static ListeningPortSource open(SnapshotRequest request) {
        return GuardedSource.open(Optional.empty(), request);
    }

    /**
     * Opens a source of the given provider, without checking whether it supports this operating system.
     *
     * @throws ListeningPortsException if that provider can read nothing
     */
    public static ListeningPortSource open(ListeningPortProvider provider, SnapshotRequest request) {
        return GuardedSource.open(Optional.of(provider), request);
    }

    // Waiting for a listener

    /**
     * Waits until something listens on a TCP port, whoever and on whichever address, and returns it, without its owners. The same as {@link #await(AwaitRequest, Duration)} with {@link AwaitRequest#tcp(int)}.
     *
     * <pre>{@code
     * ListeningPort server = ListeningPorts.await(8080, Duration.ofSeconds(30));
     * }</pre>
     *
     * @throws AwaitException if nothing does in time; its message says what was seen instead
     * @throws InterruptedException if the thread is interrupted, before or during the wait
     * @throws IllegalArgumentException if the port is not in 1 to 65535, or the timeout is negative
     * @throws ListeningPortsException if no provider works on this system, or no socket table can be read
     */
    public static ListeningPort await(int port, Duration timeout) throws InterruptedException {
        return await(AwaitRequest.tcp(port), timeout);
    }

    /**
     * Waits until a listener fulfils a condition: {@link #await(AwaitRequest, Duration)} with {@link AwaitRequest#of} and {@link AwaitRequest#withCondition}.
     *
     * @param request which ports and protocols, and what the condition needs to know of them
     * @param condition called by this thread, maybe often for the same listener
     * @throws AwaitException if none does in time; its message says what was seen instead
     * @throws InterruptedException if the thread is interrupted, before or during the wait
     * @throws IllegalArgumentException if the timeout is negative
     * @throws ListeningPortsException if no provider works on this system, or no socket table can be read
     */
    public static ListeningPort await(
            SnapshotRequest request, Predicate<? super ListeningPort> condition, Duration timeout)
            throws InterruptedException {
        return await(AwaitRequest.of(request).withCondition(condition), timeout);
    }

    /**
     * Waits until there is such a listener, and returns the first that is seen. It never connects: a proxy that accepts with nothing behind it, such as Docker's, cannot mislead it, and a server that accepts one
     * connection only is not disturbed. That a socket listens does not mean that the program behind it answers.
     *
     * <p>It looks at once, then after pauses that begin at 10 ms and grow with the time waited to 250 ms at most; so a listener is found at most that late, plus the time of a look. One that opens and closes
     * between two looks is not seen. A timeout of zero looks once. The timeout does not interrupt a look that is under way, and the exception takes one more; {@link SnapshotRequest#withTimeout} bounds each.
     *
     * @throws AwaitException if there is none in time, or the process of {@link AwaitRequest#withProcess(Process)} has exited; its message says what was seen instead
     * @throws InterruptedException if the thread is interrupted, before or during the wait
     * @throws IllegalArgumentException if the timeout is negative
     * @throws ListeningPortsException if no provider works on this system, or no socket table can be read
     */
    public static ListeningPort await(AwaitRequest request, Duration timeout) throws InterruptedException {
        return Awaiting.await(request, timeout);
    }

    // Watching

    /**
     * Watches the listening ports: {@link #watch(WatchRequest, PortWatch.Observer)} with {@link WatchRequest#of}.
     *
     * <pre>{@code
     * try (PortWatch watch = ListeningPorts.watch(SnapshotRequest.owners(), Duration.ofSeconds(1), (now, changes) -> changes.forEach(log::info))) { ... }
     * }</pre>
     *
     * @throws IllegalArgumentException if the interval is shorter than 10 milliseconds, or longer than a hundred years
     * @throws ListeningPortsException if no provider works on this system, or no socket table can be read
     */
    public static PortWatch watch(SnapshotRequest request, Duration interval, PortWatch.Observer observer) {
        return watch(WatchRequest.of(request, interval), observer);
    }

    /**
     * Takes a first snapshot, and then, in a thread of its own, one at each interval until the watch is closed. The observer is called after each, the first one too, with the net changes since the call
     * before. Whatever opens after this method has returned, and is there at a look, is reported as opened. What opens and closes between two looks is not seen. {@link PortWatch} says more.
     *
     * @throws ListeningPortsException if no provider works on this system, or no socket table can be read now; a later failure is reported and tried again
     */
    public static PortWatch watch(WatchRequest request, PortWatch.Observer observer) {
        return PortWatch.start(request, observer);
    }

    // Binding

    /**
     * Explains whether a bind(2), and for TCP a listen(2), of this process would succeed now, and if not, what refuses it: a listener and its owners, a socket that is bound and does not listen, connections, the
     * address, a right. It never binds.
     *
     * <pre>{@code
     * System.out.println(ListeningPorts.explainBind(BindRequest.tcp(8080)));
     * // tcp 0.0.0.0:8080 is held by orders.jar (java 977), running since 10:31; stop it with systemctl stop orders
     * }</pre>
     *
     * <p>On Linux, native code ({@code listeningports.native}) shows what /proc does not: sockets that are bound and do not listen, and, with the rights to inspect their processes, the SO_REUSEADDR and SO_REUSEPORT
     * of others. Without it, or without these rights, the answer is more often {@link BindReport.Answer#UNKNOWN}. The kernel shows nobody the SO_REUSEADDR of a connection in TIME_WAIT: with SO_REUSEADDR here, such a
     * connection leaves it unknown. On Windows the answer is never {@link BindReport.Answer#BINDABLE} so far.
     *
     * @throws ListeningPortsException if no provider works on this system, or nothing can be read
     */
    public static BindReport explainBind(BindRequest request) {
        return BindExplainer.explain(request);
    }

    /**
     * Waits until nothing that is known refuses a bind, and returns the report that says so: {@link BindReport.Answer#BINDABLE}, or {@link BindReport.Answer#UNKNOWN} where it depends on what cannot be seen. Bind then at
     * once: another program may be faster. It looks at once, and then after ever longer pauses, 10 to 250 ms.
     *
     * @param timeout zero looks once
     * @throws BindTimeoutException if it is still refused when the time is over; its message and report say by what
     * @throws InterruptedException if the thread is interrupted, before or during the wait
     * @throws IllegalArgumentException if the timeout is negative
     * @throws ListeningPortsException if no provider works on this system, or nothing can be read
     */
    public static BindReport awaitBindable(BindRequest request, Duration timeout) throws InterruptedException {
        return BindExplainer.await(request, timeout);
    }
}
