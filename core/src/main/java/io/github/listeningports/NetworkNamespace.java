package io.github.listeningports;

import java.util.Objects;
import java.util.Optional;

/**
 * A Linux network namespace (network_namespaces(7)): a network stack of its own, such as a container's.
 *
 * @param id tells one namespace from another on this machine, as long as it exists; the same for every user and through every mount of
 *     /proc (the inode of {@code /proc/PID/net/dev}). It is not the number that {@code lsns} prints: that one is in the label
 * @param label the namespace as {@code lsns} and {@code /proc/PID/ns/net} name it, such as {@code net:[4026531840]}; absent where it may
 *     not be read (another user's process, without privilege)
 * @param own whether it is the one that was looked at by default: this process's own, or with another proc root that of its process 1
 */
public record NetworkNamespace(long id, Optional<String> label, boolean own) {

    public NetworkNamespace {
        Objects.requireNonNull(label, "label");
    }

    @Override
    public String toString() {
        return label.orElse("namespace " + id) + (own ? " (own)" : "");
    }
}
