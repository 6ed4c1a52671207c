package io.github.listeningports.spi;

import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.SnapshotRequest;
import java.util.Optional;

/**
 * One operating system's way of telling which ports are listening.
 *
 * <p>A provider is found by {@link java.util.ServiceLoader}, with the class loader of the API: name it in {@code module-info}
 * ({@code provides ... with ...}) and in {@code META-INF/services}. It has a public constructor without parameters that does
 * nothing that can fail. Other people's providers are asked before the ones that come with this library; the system property
 * {@code listeningports.provider} names the one to use.
 *
 * <p>What a snapshot owes: a {@link io.github.listeningports.ListeningPort} for each socket that listens, on the ports and of the protocols asked for; its owners, in
 * any order, if they were asked for; and something that tells the socket from a later one on the same address
 * ({@link io.github.listeningports.ListeningPort.Builder#instance}, or an inode, a cookie or a creation time among the details). What was asked for and cannot be told
 * is left out of the builders and told by a {@link io.github.listeningports.Diagnostic}; that goes for the firewall too. No thread stays, no file stays open after
 * {@code close}, nothing is printed, and a process that vanishes meanwhile is no error.
 *
 * <p>Extend the contract test in {@code listening-ports-core}'s test jar
 * ({@code io.github.listeningports.contract.ListeningPortProviderContract}) to see that a provider keeps its promises.
 */
public interface ListeningPortProvider {

    /** A short lower-case name, such as {@code linux}; unique, for it is what {@code listeningports.provider} chooses by. */
    String name();

    /**
     * Why this provider cannot work here; empty if it can.
     *
     * <p>It is asked of every provider on every operating system, so it looks at nothing but the system's name and the like, and
     * loads no native code.
     *
     * @return a sentence for people, such as "this is Linux, not Windows"
     */
    Optional<String> whyUnsupported();

    /**
     * Opens a source of snapshots. A snapshot without a source is {@code open}, {@code snapshot}, {@code close}.
     *
     * <p>{@link io.github.listeningports.ListeningPorts} guards what is returned: it calls {@code snapshot} and {@code close} from
     * one thread at a time, {@code close} once, and nothing after it. What the request asks for and the provider cannot give is
     * told by a {@link io.github.listeningports.Diagnostic}, not by an exception.
     *
     * @throws io.github.listeningports.ListeningPortsException if nothing at all can be read here
     */
    ListeningPortSource open(SnapshotRequest request);
}
