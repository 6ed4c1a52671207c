package io.github.listeningports.linux.processes;

import io.github.listeningports.Starter;
import java.util.Optional;
import java.util.Set;

/**
 * The systemd unit of this system, and the container or guest, that a process belongs to, according to its control groups.
 *
 * @param userManager the unit of the user's systemd that the unit belongs to (user@.service(5)): {@code user@1000.service}; empty for a unit of the system's
 * @param hasOwnUsers whether its users are the container's; the process that runs a virtual machine belongs to a user of this system
 */
record Cgroup(Optional<String> unit, Optional<String> userManager, Optional<String> containerId, boolean hasOwnUsers) {

    /** systemd itself, the system's or a user's. */
    private static final String MANAGER = "init.scope";

    /** systemd-logind's, by the session's id (logind.conf(5), KillUserProcesses). */
    private static final String SESSION = "session-";

    private static final String SCOPE = ".scope";

    /** The units of cron (Debian, SUSE), cronie (Red Hat, Arch) and fcron. */
    private static final Set<String> CRON = Set.of("cron.service", "crond.service", "cronie.service", "fcron.service");

    private static final Set<String> CRON_DAEMON = Set.of("cron", "crond", "fcron");

    /**
     * What started the process: systemd puts whatever a unit starts into the unit's group, logind a login into one of its own, and a runtime a container; nobody leaves it without
     * the right to.
     *
     * @param processName of the process: cron's group holds cron too
     */
    Optional<Starter> startedBy(String processName) {
        if (containerId.isPresent()) {
            return Optional.of(new Starter(Starter.Kind.CONTAINER, containerId.get()));
        }
        return unit.isPresent() ? startedByUnit(unit.get(), processName) : Optional.empty();
    }

    private Optional<Starter> startedByUnit(String name, String processName) {
        if (name.equals(MANAGER)) {
            return userManager.map(manager -> new Starter(Starter.Kind.SYSTEMD_UNIT, manager));
        }
        if (userManager.isPresent()) {
            return Optional.of(new Starter(Starter.Kind.SYSTEMD_USER_UNIT, name));
        }
        if (name.startsWith(SESSION) && name.endsWith(SCOPE)) {
            String session = name.substring(SESSION.length(), name.length() - SCOPE.length());
            if (!session.isBlank()) {
                return Optional.of(new Starter(Starter.Kind.LOGIN_SESSION, session));
            }
        }
        boolean job = CRON.contains(name) && !CRON_DAEMON.contains(processName);
        return Optional.of(new Starter(job ? Starter.Kind.CRON : Starter.Kind.SYSTEMD_UNIT, name));
    }
}
