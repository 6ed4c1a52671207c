package io.github.listeningports.linux.containers;

import io.github.listeningports.ContainerInfo;
import java.util.List;
import java.util.Optional;

/** The command lines of programs that hold the published ports of a container. */
final class ForwarderArgumentsParser {

    private static final String CONTAINER_ID = "[0-9a-f]{64}";

    private ForwarderArgumentsParser() {}

    /** Where docker-proxy forwards to (cmd/docker-proxy/proxy_linux.go): {@code -container-ip 172.17.0.2}. */
    static Optional<String> containerAddress(List<String> commandLine) {
        return after("-container-ip", commandLine);
    }

    /** What conmon watches (conmon(8)): {@code -c ID -n NAME}. */
    static Optional<ContainerInfo> monitored(List<String> commandLine) {
        return after("-c", commandLine)
                .filter(id -> id.matches(CONTAINER_ID))
                .map(id -> new ContainerInfo(
                        id, after("-n", commandLine).filter(name -> !name.isBlank()), Optional.empty()));
    }

    private static Optional<String> after(String option, List<String> commandLine) {
        int at = commandLine.indexOf(option);
        return at > 0 && at + 1 < commandLine.size() ? Optional.of(commandLine.get(at + 1)) : Optional.empty();
    }
}
