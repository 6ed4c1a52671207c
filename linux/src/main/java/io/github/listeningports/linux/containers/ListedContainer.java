package io.github.listeningports.linux.containers;

import io.github.listeningports.ContainerInfo;
import java.util.List;

/** A running container, as a daemon lists it. */
record ListedContainer(ContainerInfo info, List<PublishedPort> ports) {

    ListedContainer {
        ports = List.copyOf(ports);
    }
}
