package io.github.listeningports.linux.processes;

import java.util.Optional;

/**
 * The systemd unit of this system, and the container or guest, that a process belongs to, according to its control groups.
 *
 * @param hasOwnUsers whether its users are the container's; the process that runs a virtual machine belongs to a user of this system
 */
record Cgroup(Optional<String> unit, Optional<String> containerId, boolean hasOwnUsers) {}
