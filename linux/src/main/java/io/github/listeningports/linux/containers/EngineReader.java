package io.github.listeningports.linux.containers;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.ProcessUser;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The containers that the daemons of Docker and Podman list. Each is asked once a snapshot at most, and only if something is to be looked up. */
final class EngineReader {

    /** For all daemons together, once a snapshot. */
    static final Duration LIMIT = Duration.ofSeconds(2);

    private static final String UNIX = "unix://";

    private final List<Path> systems;
    private final Path userDirectories;
    private final Map<Path, List<ListedContainer>> asked = new LinkedHashMap<>();
    private final List<Diagnostic> failures = new ArrayList<>();
    private Deadline snapshot = Deadline.none();
    private @Nullable Deadline deadline;

    /**
     * @param systems the sockets of the system's daemons
     * @param userDirectories what holds a directory for each user, named after the id (systemd's /run/user), with the sockets of a user's own daemons
     */
    EngineReader(List<Path> systems, Path userDirectories) {
        this.systems = List.copyOf(systems);
        this.userDirectories = userDirectories;
    }

    /** Where the daemons listen by default, and before them where DOCKER_HOST says. */
    static EngineReader ofThisSystem() {
        Set<Path> systems = new LinkedHashSet<>();
        String host = System.getenv("DOCKER_HOST");
        if (host != null && host.startsWith(UNIX)) {
            path(host.substring(UNIX.length())).ifPresent(systems::add);
        }
        systems.add(Path.of("/var/run/docker.sock"));
        systems.add(Path.of("/run/podman/podman.sock"));
        return new EngineReader(List.copyOf(systems), Path.of("/run/user"));
    }

    /** None if this locale cannot name it, or it is not absolute. */
    private static Optional<Path> path(String text) {
        try {
            return Optional.of(Path.of(text)).filter(Path::isAbsolute);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    void beginSnapshot(Deadline end) {
        snapshot = end;
        deadline = null;
        asked.clear();
        failures.clear();
    }

    /** The containers of the system's daemons, then of the user's own. */
    List<ListedContainer> containers(Optional<ProcessUser> user) {
        return Stream.concat(systems.stream(), user.stream().flatMap(this::sockets))
                .flatMap(socket -> containers(socket).stream())
                .toList();
    }

    private Stream<Path> sockets(ProcessUser user) {
        Path directory = userDirectories.resolve(user.id());
        return Stream.of(directory.resolve("docker.sock"), directory.resolve("podman/podman.sock"));
    }

    private List<ListedContainer> containers(Path socket) {
        List<ListedContainer> known = asked.get(socket);
        if (known == null && Files.exists(socket)) {
            known = ask(socket);
            asked.put(socket, known);
        }
        return known == null ? List.of() : known;
    }

    private List<ListedContainer> ask(Path socket) {
        Deadline end = deadline;
        if (end == null) {
            end = snapshot.orAfter(LIMIT, "withContainerNames");
            deadline = end;
        }
        try {
            return ContainerListParser.parse(HttpAnswerParser.body(EngineSocket.containers(socket, end)));
        } catch (IOException | IllegalArgumentException e) {
            failures.add(new Diagnostic(
                    Diagnostic.Kind.DETAIL_MISSING,
                    socket.toString(),
                    "names and images of containers are unknown: " + e.getMessage()
                            + (Files.isWritable(socket)
                                    ? ""
                                    : "; run as root, or as a member of the group that may write to it")));
            return List.of();
        }
    }

    /** The daemons that could not tell. */
    List<Diagnostic> failures() {
        return failures;
    }

    /** Who was asked: sockets, or "no daemon". */
    String asked() {
        return asked.isEmpty() ? "no daemon of Docker or Podman has a socket" : "asked: " + asked.keySet();
    }
}
