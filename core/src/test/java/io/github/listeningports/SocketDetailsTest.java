package io.github.listeningports;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SocketDetailsTest {

    private static final Instant CREATED = Instant.parse("2026-01-02T03:04:05.006Z");
    private static final NetworkNamespace NAMESPACE = new NetworkNamespace(9, Optional.of("net:[4026531840]"), true);

    @Test
    void everySetterLandsInItsOwnComponent() {
        assertEquals(
                new SocketDetails(
                        AddressFamily.IPV6,
                        OptionalLong.of(1),
                        OptionalLong.of(2),
                        OptionalLong.of(3),
                        OptionalLong.of(4),
                        OptionalLong.of(5),
                        OptionalLong.of(6),
                        OptionalLong.of(7),
                        Optional.of(true),
                        Optional.of("eth0"),
                        Optional.of(false),
                        Optional.of(NAMESPACE),
                        Optional.of(CREATED)),
                full());
    }

    @Test
    void whatIsNotSetIsAbsent() {
        OptionalLong none = OptionalLong.empty();
        assertEquals(
                new SocketDetails(
                        AddressFamily.IPV4,
                        none,
                        none,
                        none,
                        none,
                        none,
                        none,
                        none,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                SocketDetails.builder(AddressFamily.IPV4).build());
    }

    @Test
    void inodeZeroIsNoneButOtherZerosAreValues() {
        SocketDetails details = SocketDetails.builder(AddressFamily.IPV4)
                .inode(0)
                .uid(0)
                .acceptQueue(0)
                .drops(0)
                .build();
        assertEquals(OptionalLong.empty(), details.inode());
        assertEquals(OptionalLong.of(0), details.uid());
        assertEquals(OptionalLong.of(0), details.acceptQueue());
        assertEquals(OptionalLong.of(0), details.drops());
    }

    @Test
    void aLaterZeroTakesAnInodeBack() {
        assertEquals(
                OptionalLong.empty(),
                SocketDetails.builder(AddressFamily.IPV4)
                        .inode(7)
                        .inode(0)
                        .build()
                        .inode());
    }

    @Test
    void printsOnlyWhatIsThere() {
        assertEquals(
                "SocketDetails[family=IPV4]",
                SocketDetails.builder(AddressFamily.IPV4).build().toString());
        assertEquals(
                "SocketDetails[family=IPV6, inode=1, cookie=2, uid=3, acceptQueue=4, backlog=5, drops=6, connections=7, "
                        + "acceptsIpv4=true, boundInterface=eth0, multipath=false, "
                        + "networkNamespace=net:[4026531840] (own), createdAt=2026-01-02T03:04:05.006Z]",
                full().toString());
    }

    private static SocketDetails full() {
        return SocketDetails.builder(AddressFamily.IPV6)
                .inode(1)
                .cookie(2)
                .uid(3)
                .acceptQueue(4)
                .backlog(5)
                .drops(6)
                .connections(7)
                .acceptsIpv4(true)
                .boundInterface("eth0")
                .multipath(false)
                .networkNamespace(NAMESPACE)
                .createdAt(CREATED)
                .build();
    }

    @Test
    void theNameOfANamespaceIsMadeHarmless() {
        NetworkNamespace named = new NetworkNamespace(9, Optional.of("lan\u001b[2J"), false);
        assertEquals("lan\\u001b[2J", named.toString());
    }
}
