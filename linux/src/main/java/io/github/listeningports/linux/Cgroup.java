package io.github.listeningports.linux;

import java.util.Optional;

/** The systemd unit of this system, and the container or guest, that a process belongs to, according to its control groups. */
record Cgroup(Optional<String> unit, Optional<String> containerId) {}
