package io.github.listeningports;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A process above another one: its parent, the parent of that, and so on.
 *
 * @param pid the process id, in the pid namespace of {@link ProcessInfo#pid()}
 * @param name as {@link ProcessInfo#name()}
 * @param program as {@link ProcessInfo#program()}
 * @param startedAt as {@link ProcessInfo#startedAt()}: not after its child
 */
public record Ancestor(long pid, Optional<String> name, Optional<Program> program, Optional<Instant> startedAt) {

    public Ancestor {
        if (pid < 0) {
            throw new IllegalArgumentException("pid must not be negative, but is " + pid);
        }
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(program, "program");
        Objects.requireNonNull(startedAt, "startedAt");
    }

    /** {@code systemd (1)}, or {@code deploy.py (python 801)} if the program is known; safe to print. */
    @Override
    public String toString() {
        return program.map(known -> known.displayName() + " (" + known.kind() + " " + pid + ")")
                .orElseGet(() -> HarmlessText.of(name.orElse("?")) + " (" + pid + ")");
    }
}
