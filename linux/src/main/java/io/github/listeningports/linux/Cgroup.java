package io.github.listeningports.linux;

import java.util.Optional;

/** What the control groups of a process say of who started it: its systemd unit, and its container. */
record Cgroup(Optional<String> unit, Optional<String> containerId) {}
