package io.github.listeningports;

import java.util.Objects;
import java.util.Optional;

/**
 * A Linux network namespace (network_namespaces(7)): a separate network stack, such as a container's.
 *
 * @param id identifies the namespace on this machine while it exists, for every user and through every mount of /proc (the inode of
 *     {@code /proc/PID/net/dev}). It differs from the number printed by {@code lsns}, which is in the label
 * @param label with {@link SnapshotRequest#withAllNetworkNamespaces()} its name in {@code ip netns}, if it is mounted under one; otherwise as named by {@code lsns} and {@code /proc/PID/ns/net}, such as {@code net:[4026531840]}; absent where
 *     access is denied (another user's process, without privilege)
 * @param own whether it is the default namespace: this process's own, or, with another proc root, that of its process 1
 */
public record NetworkNamespace(long id, Optional<String> label, boolean own) {

    public NetworkNamespace {
        Objects.requireNonNull(label, "label");
    }

    @Override
    public boolean equals(Object other) {
        // Not generated: each look compares it, and the first generated one of a JVM takes 20 ms.
        return this == other
                || (other instanceof NetworkNamespace that
                        && id == that.id
                        && label.equals(that.label)
                        && own == that.own);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, label, own);
    }

    /** The label, or else the id; safe to print. */
    @Override
    public String toString() {
        return HarmlessText.of(label.orElse("namespace " + id)) + (own ? " (own)" : "");
    }
}
