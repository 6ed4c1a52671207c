package io.github.listeningports;

import java.util.Objects;
import java.util.Optional;

/**
 * The user that a process runs as.
 *
 * @param id the system's identifier: on Unix the effective user id in decimal, on Windows the security identifier (SID)
 * @param name the login name, where the system's own file knows it ({@code /etc/passwd} on Linux); a directory service is never asked, for
 *     that can block
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
