package io.github.listeningports.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.Ancestor;
import io.github.listeningports.ContainerInfo;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.Program;
import io.github.listeningports.Starter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OwnerStoryTest {

    private static final ContainerInfo CONTAINER =
            new ContainerInfo("0123456789abcdef".repeat(4), Optional.of("orders-db"), Optional.of("postgres:16"));

    private static final Starter DOCKER = new Starter(Starter.Kind.SYSTEMD_UNIT, "docker.service");

    private static List<String> story(ProcessInfo... owners) {
        return OwnerStory.of(List.of(Snapshots.tcp(80, owners)));
    }

    @Test
    void allThatIsKnown() {
        ProcessInfo orders = Snapshots.process(977, "java", "app").toBuilder()
                .program(new Program(Program.Kind.JAVA, "orders.jar"))
                .startedBy(new Starter(Starter.Kind.SYSTEMD_UNIT, "orders.service"))
                .workingDirectory("/srv/orders")
                .ancestors(List.of(
                        new Ancestor(801, Optional.of("bash"), Optional.empty(), Optional.empty()),
                        new Ancestor(1, Optional.of("systemd"), Optional.empty(), Optional.empty())))
                .build();
        assertEquals(
                List.of(
                        "",
                        "orders.jar (java 977): started by systemd unit orders.service, in /srv/orders, below bash (801),"
                                + " systemd (1)"),
                story(orders));
        assertEquals(
                2,
                OwnerStory.of(List.of(Snapshots.tcp(80, orders), Snapshots.tcp(81, orders)))
                        .size(),
                "once");
    }

    @Test
    void aContainerByItsName() {
        ProcessInfo inside = ProcessInfo.builder(7)
                .name("postgres")
                .containerId(CONTAINER.id())
                .startedBy(new Starter(Starter.Kind.CONTAINER, CONTAINER.id()))
                .build();
        assertEquals(List.of("", "postgres (7): started by container 0123456789ab"), story(inside));
        assertEquals(
                List.of("", "postgres (7): started by container orders-db (postgres:16)"),
                story(inside.toBuilder().container(CONTAINER).build()));
        ProcessInfo proxy = ProcessInfo.builder(8)
                .name("docker-proxy")
                .startedBy(DOCKER)
                .container(CONTAINER)
                .build();
        assertEquals(
                List.of(
                        "",
                        "docker-proxy (8): started by systemd unit docker.service, for container orders-db (postgres:16)"),
                story(proxy));
    }

    @Test
    void nothingOfWhatIsUnknown() {
        assertEquals(List.of(), story(Snapshots.process(1, "a", "b")));
        assertEquals(List.of(), story());
    }
}
