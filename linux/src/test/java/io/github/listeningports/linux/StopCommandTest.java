package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.ContainerInfo;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.ProcessUser;
import io.github.listeningports.Starter;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class StopCommandTest {

    private static final String CONTAINER = "3f2a".repeat(16);

    private static ProcessInfo.Builder process(long pid) {
        return ProcessInfo.builder(pid).name("server").ownPidNamespace(true);
    }

    private static Optional<String> stop(ProcessInfo... owners) {
        return StopCommand.of(List.of(owners));
    }

    @Test
    void aServiceIsStoppedByItsManager() {
        assertEquals(
                Optional.of("systemctl stop orders"),
                stop(process(977).services(List.of("orders.service")).build()));
        assertEquals(
                Optional.of("systemctl stop getty@tty1"),
                stop(process(977).services(List.of("getty@tty1.service")).build()));
    }

    @Test
    void aContainerByDocker() {
        assertEquals(
                Optional.of("docker stop 3f2a3f2a3f2a"),
                stop(process(977)
                        .services(List.of("docker-" + CONTAINER + ".scope"))
                        .containerId(CONTAINER)
                        .build()));
        assertEquals(Optional.empty(), stop(process(977).containerId("guest").build()), "Docker knows no such guest");
    }

    @Test
    void aContainerOfPodmanByPodman() {
        assertEquals(
                Optional.of("podman stop 3f2a3f2a3f2a"),
                stop(process(977)
                        .services(List.of("libpod-" + CONTAINER + ".scope"))
                        .containerId(CONTAINER)
                        .build()));
        ContainerInfo orders = new ContainerInfo(CONTAINER, Optional.of("orders-db"), Optional.empty());
        assertEquals(
                Optional.of("podman stop orders-db"),
                stop(ProcessInfo.builder(977).name("conmon").container(orders).build()));
    }

    @Test
    void theContainerBehindAProxy() {
        ProcessInfo.Builder proxy =
                ProcessInfo.builder(977).name("docker-proxy").services(List.of("docker.service"));
        assertEquals(
                Optional.of("docker stop 3f2a3f2a3f2a"),
                stop(proxy.container(ContainerInfo.of(CONTAINER)).build()));
        assertEquals(
                Optional.of("docker stop orders-db"),
                stop(proxy.container(new ContainerInfo(CONTAINER, Optional.of("orders-db"), Optional.empty()))
                        .build()));
    }

    @Test
    void aServiceOfAUserByThatUserOnly() {
        ProcessInfo.Builder service = process(977)
                .services(List.of("orders.service"))
                .startedBy(new Starter(Starter.Kind.SYSTEMD_USER_UNIT, "orders.service"));
        assertEquals(
                Optional.of("systemctl --user stop orders"),
                stop(service.user(new ProcessUser("1", Optional.of(System.getProperty("user.name"))))
                        .build()));
        assertEquals(
                Optional.of("kill 977"),
                stop(service.user(new ProcessUser("1", Optional.of("somebody else")))
                        .build()));
    }

    @Test
    void anythingElseByItsPid() {
        assertEquals(Optional.of("kill 977"), stop(process(977).build()));
        assertEquals(
                Optional.of("kill 977"),
                stop(process(977).services(List.of("session-3.scope")).build()),
                "the scope is the whole login");
        assertEquals(
                Optional.of("kill 977"),
                stop(process(977).services(List.of("user@1000.service")).build()),
                "that is the user's own manager");
    }

    @Test
    void nothingThatOthersNeed() {
        assertEquals(Optional.empty(), stop());
        assertEquals(
                Optional.empty(), stop(process(ProcessHandle.current().pid()).build()));
        assertEquals(Optional.empty(), stop(process(1).name("systemd").build()));
        assertEquals(
                Optional.empty(),
                stop(
                        process(977).services(List.of("cups.service")).build(),
                        process(1).name("systemd").build()),
                "systemd would start it again");
        assertEquals(
                Optional.empty(),
                stop(ProcessInfo.builder(977)
                        .name("docker-proxy")
                        .services(List.of("docker.service"))
                        .build()),
                "Docker and all its containers");
    }

    @Test
    void aJobOfCronAndWhatWasStartedBySsh() {
        assertEquals(
                Optional.of("kill 977"),
                stop(process(977)
                        .services(List.of("cron.service"))
                        .startedBy(new Starter(Starter.Kind.CRON, "cron.service"))
                        .build()));
        for (String unit : List.of("ssh.service", "sshd.service", "atd.service", "jenkins.service")) {
            assertEquals(
                    Optional.of("kill 977"),
                    stop(process(977).services(List.of(unit)).build()),
                    unit);
        }
        assertEquals(
                Optional.of("systemctl stop ssh"),
                stop(process(977).name("sshd").services(List.of("ssh.service")).build()));
    }

    @Test
    void allWhoHoldIt() {
        ProcessInfo first = process(977).build();
        ProcessInfo second = process(978).build();
        assertEquals(Optional.of("kill 977 978"), stop(first, second));
        assertEquals(
                Optional.empty(),
                StopCommand.of(LongStream.range(2, 11)
                        .mapToObj(pid -> process(pid + 7_000_000).build())
                        .toList()),
                "too many to name");
        ProcessInfo service = process(979).services(List.of("orders.service")).build();
        ProcessInfo worker = process(980).services(List.of("orders.service")).build();
        assertEquals(Optional.of("systemctl stop orders"), stop(service, worker));
        assertEquals(Optional.empty(), stop(service, second), "one of them would stay");
        assertEquals(
                Optional.empty(),
                stop(first, process(ProcessHandle.current().pid()).build()),
                "this process itself");
    }

    @Test
    void aPidOfAnotherNamespaceIsSomebodyElsesHere() {
        assertEquals(
                Optional.empty(), stop(ProcessInfo.builder(977).name("server").build()));
        assertEquals(
                Optional.of("systemctl stop orders"),
                stop(ProcessInfo.builder(977)
                        .services(List.of("orders.service"))
                        .build()));
    }

    @Test
    void aNameThatAShellWouldReadOtherwiseIsNotPutIn() {
        assertEquals(
                Optional.empty(),
                stop(process(977).services(List.of("a;reboot.service")).build()));
    }

    @Test
    void whatShowsMore() {
        assertEquals(
                Optional.of("docker ps --filter publish=8080"),
                StopCommand.toLookCloser(
                        List.of(ProcessInfo.builder(977).name("docker-proxy").build()), "tcp", 8080));
        assertEquals(
                Optional.of("systemctl list-sockets"),
                StopCommand.toLookCloser(List.of(process(1).build()), "tcp", 631));
        assertEquals(Optional.of("ss -uanp 'sport = :53'"), StopCommand.toLookCloser(List.of(), "udp", 53));
    }
}
