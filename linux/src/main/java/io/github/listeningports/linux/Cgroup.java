package io.github.listeningports.linux;

import java.util.Optional;

/** The systemd unit and the container that a process belongs to, according to its control groups. */
record Cgroup(Optional<String> unit, Optional<String> containerId) {}
