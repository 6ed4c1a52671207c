package io.github.listeningports.linux.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.ContainerInfo;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The command lines are those of Debian's docker-proxy 20.10.24 and conmon 2.1.6, the tables of a container of that Docker. */
class ForwarderParsersTest {

    private static final String ID = "11d291ab50dec0beb33a79fca2b9f61eff0bf6a2057e943c3d4fda134f15684d";

    private static List<String> words(String line) {
        return List.of(line.split(" ", -1));
    }

    @Test
    void whereDockerProxyForwardsTo() {
        assertEquals(
                Optional.of("172.17.0.2"),
                ForwarderArgumentsParser.containerAddress(words(
                        "/usr/sbin/docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 18080 -container-ip 172.17.0.2"
                                + " -container-port 80")));
        assertEquals(Optional.empty(), ForwarderArgumentsParser.containerAddress(words("docker-proxy -container-ip")));
        assertEquals(Optional.empty(), ForwarderArgumentsParser.containerAddress(List.of()));
        assertEquals(
                Optional.empty(),
                ForwarderArgumentsParser.containerAddress(words("-container-ip 172.17.0.2")),
                "the first word is the program's name");
    }

    @Test
    void whatConmonWatches() {
        String line = "/usr/bin/conmon --api-version 1 -c " + ID + " -u " + ID
                + " -r /usr/sbin/runc -b /var/lib -p /run/pidfile";
        assertEquals(
                Optional.of(new ContainerInfo(ID, Optional.of("hello"), Optional.empty())),
                ForwarderArgumentsParser.monitored(words(line + " -n hello --exit-dir /run/libpod/exits")));
        assertEquals(
                Optional.of(ContainerInfo.of(ID)),
                ForwarderArgumentsParser.monitored(words(line)),
                "conmon needs no name");
        assertEquals(
                Optional.of(ContainerInfo.of(ID)),
                ForwarderArgumentsParser.monitored(List.of("conmon", "-c", ID, "-n", " ")));
        assertEquals(Optional.empty(), ForwarderArgumentsParser.monitored(words("conmon -c 7 -n hello")));
        assertEquals(Optional.empty(), ForwarderArgumentsParser.monitored(words("conmon --version")));
    }

    @Test
    void theAddressesOfANetworkNamespace() {
        String trie = """
                Main:
                  +-- 0.0.0.0/0 3 0 5
                     |-- 0.0.0.0
                        /0 universe UNICAST
                     +-- 127.0.0.0/8 2 0 2
                        +-- 127.0.0.0/31 1 0 0
                           |-- 127.0.0.0
                              /8 host LOCAL
                           |-- 127.0.0.1
                              /32 host LOCAL
                        |-- 127.255.255.255
                           /32 link BROADCAST
                     +-- 172.17.0.0/16 2 0 2
                        +-- 172.17.0.0/30 2 0 2
                           |-- 172.17.0.0
                              /16 link UNICAST
                           |-- 172.17.0.2
                              /32 host LOCAL
                        |-- 172.17.255.255
                           /32 link BROADCAST
                """;
        String inet6 = """
                fd0000000000000000000000000000a2 03 40 00 80     eth0
                00000000000000000000000000000001 01 80 10 80       lo
                """;

        assertEquals(
                Set.of("127.0.0.1", "172.17.0.2"),
                LocalAddressesParser.ofFibTrie(trie.getBytes(StandardCharsets.ISO_8859_1)));
        assertEquals(
                Set.of("fd00::a2", "::1"), LocalAddressesParser.ofIfInet6(inet6.getBytes(StandardCharsets.ISO_8859_1)));
        assertEquals(Set.of(), LocalAddressesParser.ofFibTrie(new byte[] {'|', '-', '-', ' '}));
    }
}
