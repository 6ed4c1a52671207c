package io.github.listeningports.linux;

import io.github.listeningports.ContainerInfo;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.ProcessUser;
import io.github.listeningports.Starter;
import io.github.listeningports.spi.SuggestedCommand;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The command that ends the program behind a socket, or shows more of it. */
final class StopCommand {

    /** Docker names a container by the first 12 digits of its id. */
    private static final int DOCKER_ID = 12;

    /** As many processes are named at once. */
    private static final int MOST_KILLED = 8;

    private static final String SERVICE = ".service";

    private static final String KILL = "kill ";

    /** Services that start programs for others. */
    private static final Set<String> HOSTS =
            Set.of("cron", "crond", "anacron", "atd", "ssh", "sshd", "dropbear", "jenkins", "gitlab-runner");

    /** Their own processes, by name. */
    private static final Set<String> DAEMONS =
            Set.of("cron", "crond", "anacron", "atd", "sshd", "dropbear", "gitlab-runner");

    private static final String DOCKER_PROXY = "docker-proxy";
    private static final String CONMON = "conmon";
    private static final long INIT = 1;
    private static final long OWN_PID = ProcessHandle.current().pid();

    private StopCommand() {}

    /**
     * Empty if there is none that is sure to end all owners and to concern nothing else: for this process itself, for init, for what activates services or serves containers, for
     * owners of several kinds, and for a process whose pid is of another namespace.
     */
    static Optional<String> of(List<ProcessInfo> owners) {
        Set<String> commands = new LinkedHashSet<>();
        for (ProcessInfo owner : owners) {
            Optional<String> command = owner.pid() == INIT || owner.pid() == OWN_PID ? Optional.empty() : of(owner);
            if (command.isEmpty()) {
                return command;
            }
            commands.add(command.get());
        }
        if (commands.size() < 2) {
            return commands.stream().findFirst();
        }
        boolean killed = commands.stream().allMatch(command -> command.startsWith(KILL));
        return killed && commands.size() <= MOST_KILLED
                ? Optional.of(KILL
                        + commands.stream()
                                .map(command -> command.substring(KILL.length()))
                                .collect(Collectors.joining(" ")))
                : Optional.empty();
    }

    private static Optional<String> of(ProcessInfo owner) {
        Optional<ContainerInfo> container =
                owner.container().filter(known -> known.id().matches("[0-9a-f]{64}"));
        if (container.isPresent()) {
            return stop(owner, container.get());
        }
        if (isDockerProxy(owner)) {
            return Optional.empty();
        }
        Optional<String> service = owner.services().stream()
                .filter(unit -> unit.endsWith(SERVICE) && !unit.startsWith("user@"))
                .findFirst();
        if (service.isPresent() && !isGuest(owner, service.get())) {
            String unit = service.get();
            String name = unit.substring(0, unit.length() - SERVICE.length());
            return isOfUser(owner) ? stopOfUser(owner, name) : SuggestedCommand.of("systemctl stop", name);
        }
        return owner.containerId().isPresent() ? Optional.empty() : kill(owner);
    }

    private static Optional<String> kill(ProcessInfo owner) {
        return owner.ownPidNamespace() ? Optional.of(KILL + owner.pid()) : Optional.empty();
    }

    /** Whether a service only started it for somebody else, and has others to serve: a job of cron, a program started by ssh where logins have no control groups. */
    private static boolean isGuest(ProcessInfo owner, String unit) {
        boolean job = owner.startedBy()
                .filter(starter -> starter.kind() == Starter.Kind.CRON)
                .isPresent();
        boolean hosted = HOSTS.contains(unit.substring(0, unit.length() - SERVICE.length()))
                && owner.name().filter(DAEMONS::contains).isEmpty();
        return job || hosted;
    }

    private static boolean isOfUser(ProcessInfo owner) {
        return owner.startedBy()
                .filter(starter -> starter.kind() == Starter.Kind.SYSTEMD_USER_UNIT)
                .isPresent();
    }

    /** Only that user reaches the user's manager. */
    private static Optional<String> stopOfUser(ProcessInfo owner, String unit) {
        boolean own =
                owner.user().flatMap(ProcessUser::name).equals(Optional.ofNullable(System.getProperty("user.name")));
        return own ? SuggestedCommand.of("systemctl --user stop", unit) : kill(owner);
    }

    /** By its name, if that is known without asking a daemon: Podman's. */
    private static Optional<String> stop(ProcessInfo owner, ContainerInfo container) {
        boolean podman = owner.name().equals(Optional.of(CONMON))
                || owner.services().stream().anyMatch(unit -> unit.startsWith("libpod-"));
        String id = container.id().substring(0, DOCKER_ID);
        return SuggestedCommand.of(
                podman ? "podman stop" : "docker stop", container.name().orElse(id));
    }

    /** The command that shows more, where nothing should be stopped yet. */
    static Optional<String> toLookCloser(List<ProcessInfo> owners, String protocol, int port) {
        if (owners.stream().anyMatch(StopCommand::isDockerProxy)) {
            return Optional.of("docker ps --filter publish=" + port);
        }
        if (owners.stream().anyMatch(owner -> owner.pid() == INIT)) {
            return Optional.of("systemctl list-sockets");
        }
        boolean own = owners.stream().anyMatch(owner -> owner.pid() == OWN_PID);
        String options = protocol.equals("tcp") ? "-tanp" : "-uanp";
        return own ? Optional.empty() : Optional.of("ss " + options + " 'sport = :" + port + "'");
    }

    /** Forwards a published port to a container (Docker); it belongs to Docker's own service. */
    private static boolean isDockerProxy(ProcessInfo owner) {
        return owner.name().equals(Optional.of(DOCKER_PROXY));
    }
}
