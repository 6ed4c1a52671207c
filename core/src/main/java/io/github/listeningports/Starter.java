package io.github.listeningports;

import java.util.Objects;

/**
 * What started a process, as the system itself records it: {@code systemd unit orders.service}.
 *
 * @param kind what sort of thing
 * @param name its name there: see each {@link Kind}
 */
public record Starter(Kind kind, String name) {

    /** What starts processes; there may be more in later versions. */
    public enum Kind {
        /** A unit of the system's systemd: {@code orders.service}. */
        SYSTEMD_UNIT("systemd unit"),
        /** A unit of a user's systemd ({@code systemctl --user}): {@code orders.service}, or the scope of a desktop's application. */
        SYSTEMD_USER_UNIT("systemd user unit"),
        /** A container or guest, by its {@link ProcessInfo#containerId()}: what inside it started the process is not recorded outside. */
        CONTAINER("container"),
        /** A job of the cron daemon that is this systemd unit: {@code cron.service}. Where cron opens a login session for each job, as Red Hat's does, that is recorded instead. */
        CRON("job of"),
        /** A session of systemd-logind, by its number in {@code loginctl}: somebody's login on a terminal or by ssh, or also a job of at or cron. */
        LOGIN_SESSION("login session"),
        /** A job of launchd, by its label (macOS). */
        LAUNCHD_JOB("launchd job"),
        /** A Windows service, by its name rather than its display name; of several in one process, the first of {@link ProcessInfo#services()}. */
        WINDOWS_SERVICE("Windows service");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** In words: {@code systemd unit}. */
        @Override
        public String toString() {
            return words;
        }
    }

    public Starter {
        Objects.requireNonNull(kind, "kind");
        if (name.isBlank()) {
            throw new IllegalArgumentException("what started a process needs a name");
        }
    }

    /** {@code systemd unit orders.service}; safe to print. */
    @Override
    public String toString() {
        return kind + " " + HarmlessText.of(name);
    }
}
