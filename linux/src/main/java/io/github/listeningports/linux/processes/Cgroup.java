package io.github.listeningports.linux.processes;

import io.github.listeningports.Starter;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
    private static final Pattern SESSION = Pattern.compile("session-(.+)\\.scope");

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
        return containerId
                .map(id -> new Starter(Starter.Kind.CONTAINER, id))
                .or(() -> unit.flatMap(name -> startedByUnit(name, processName)));
    }

    private Optional<Starter> startedByUnit(String name, String processName) {
        Matcher session = SESSION.matcher(name);
        if (name.equals(MANAGER)) {
            return userManager.map(manager -> new Starter(Starter.Kind.SYSTEMD_UNIT, manager));
        }
        if (userManager.isPresent()) {
            return Optional.of(new Starter(Starter.Kind.SYSTEMD_USER_UNIT, name));
        }
        if (session.matches()) {
            return Optional.of(new Starter(Starter.Kind.LOGIN_SESSION, session.group(1)));
        }
        boolean job = CRON.contains(name) && !CRON_DAEMON.contains(processName);
        return Optional.of(new Starter(job ? Starter.Kind.CRON : Starter.Kind.SYSTEMD_UNIT, name));
    }
}
