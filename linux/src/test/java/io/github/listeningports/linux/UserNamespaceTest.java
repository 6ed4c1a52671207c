package io.github.listeningports.linux;

import static io.github.listeningports.Protocol.TCP;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.ProcessUser;
import io.github.listeningports.lab.ChildProcess;
import io.github.listeningports.lab.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The users of another user namespace are not those of our /etc/passwd, as in a rootless container that no control group shows. */
class UserNamespaceTest {

    private static final String NOBODY = "65534";

    @BeforeAll
    static void needsUserNamespaces() {
        Machine.needsRoot();
        Machine.needs("gcc");
        Machine.needs("setpriv");
        Machine.needs(Machine.succeeds("unshare", "--user", "true"), "the right to make a user namespace");
    }

    @Test
    void aShiftedUserIsNotTheOneWhoHasThatNumberHere() throws IOException {
        assertEquals(new ProcessUser(NOBODY, Optional.empty()), userIn("0 65534 1", "0"));
        assertEquals(new ProcessUser("165534", Optional.empty()), userIn("0 100000 65536", NOBODY));
    }

    @Test
    void aUserWhoKeepsTheNumberIsTheSame() throws IOException {
        assertEquals(new ProcessUser(NOBODY, Optional.of("nobody")), userIn("0 100000 1\n65534 65534 1", NOBODY));
        assertEquals(new ProcessUser("0", Optional.of("root")), userIn("7 0 1", "7"), "root is root everywhere");
    }

    @Test
    void aNamespaceWithoutUsersHasNoNobody() {
        try (Lab lab = Lab.start(Machine.concat(Machine.AS_NOBODY, "unshare", "--user"), "hold")) {
            assertEquals(new ProcessUser(NOBODY, Optional.empty()), user(lab));
        }
    }

    /** In a namespace that has no number for a user, the kernel shows 65534 (user_namespaces(7)). */
    @Test
    void whoHasNoNumberInOurNamespaceIsNotNobody() {
        try (Lab lab = Lab.start(List.of("unshare", "--user"), "hold")) {
            List<String> beside = List.of(
                    "nsenter",
                    "--user",
                    "--preserve-credentials",
                    "--target",
                    "" + lab.pids().get(0),
                    "--");
            assertEquals("65534 -", Probe.run(beside).only(lab.port()).user());
        }
    }

    @Test
    void theUsersOfOurOwnNamespaceAreNamed() throws IOException {
        try (ChildProcess keeper = namespace("0 100000 65536");
                Lab lab = Lab.start(enter(keeper, NOBODY), "hold")) {
            assertEquals(
                    "65534 nobody",
                    Probe.run(enter(keeper, NOBODY)).only(lab.port()).user());
        }
    }

    private static ProcessUser userIn(String map, String uid) throws IOException {
        try (ChildProcess keeper = namespace(map);
                Lab lab = Lab.start(enter(keeper, uid), "hold")) {
            return user(lab);
        }
    }

    private static ProcessUser user(Lab lab) {
        return Look.only(TCP, lab.port()).process().orElseThrow().user().orElseThrow();
    }

    private static ChildProcess namespace(String map) throws IOException {
        ChildProcess keeper = ChildProcess.start(List.of("unshare", "--user", "sh", "-c", "echo ready; exec cat"));
        keeper.awaitReady();
        for (String file : List.of("uid_map", "gid_map")) {
            Files.writeString(Path.of("/proc", "" + keeper.pid(), file), map + "\n");
        }
        return keeper;
    }

    private static List<String> enter(ChildProcess keeper, String uid) {
        return List.of("nsenter", "--user", "--target", "" + keeper.pid(), "--setuid", uid, "--setgid", uid, "--");
    }
}
