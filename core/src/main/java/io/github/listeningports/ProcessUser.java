package io.github.listeningports;

import java.util.Objects;
import java.util.Optional;

/**
 * The user a process runs as.
 *
 * @param id the effective user id in decimal on Unix, the security identifier (SID) on Windows
 * @param name the login name, if listed in a local file ({@code /etc/passwd} on Linux); directory services are never queried, because
 *     they can block
 */
public record ProcessUser(String id, Optional<String> name) {

    public ProcessUser {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
    }

    /** The name, or else the id; safe to print. */
    @Override
    public String toString() {
        return HarmlessText.of(name.orElse(id));
    }
}
