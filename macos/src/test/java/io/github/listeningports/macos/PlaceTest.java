package io.github.listeningports.macos;

import static io.github.listeningports.macos.FakeMac.hex;
import static io.github.listeningports.macos.Scene.only;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.Ancestor;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.SnapshotRequest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The ancestors and the working directory of owners. */
class PlaceTest {

    private static final SnapshotRequest REQUEST =
            SnapshotRequest.owners().withAncestors().withWorkingDirectories();

    @BeforeAll
    static void needsGcc() {
        FakeMac.needs();
    }

    private static void play(String owner, String... more) {
        Scene.rootsMac("proc 300 " + owner, "sock it lport=9 last=300 uid=0 " + Scene.LOOPBACK, "fd 300 3 sock=it");
        for (String each : more) {
            FakeMac.then(each);
        }
    }

    private static ProcessInfo owner() {
        return only(FakeMac.snapshot(REQUEST), 9).process().orElseThrow();
    }

    @Test
    void theAncestorsUpToLaunchd() {
        play(
                "ppid=200 start=1700000300.0",
                "proc 200 ppid=150 start=1700000200.0 comm=" + hex("zsh"),
                "proc 150 ppid=1 start=1700000100.0 comm=" + hex("Terminal"),
                "proc 1 ppid=0 uid=0 start=1700000000.0 comm=" + hex("launchd"));

        assertEquals(
                "[zsh (200), Terminal (150), launchd (1)]", owner().ancestors().toString());
        assertEquals(
                List.of(), only(FakeMac.snapshot(), 9).process().orElseThrow().ancestors(), "not requested");
    }

    /** The short form of another user's process has no start time. */
    @Test
    void anotherUsersParentIsOneToo() {
        play("ppid=200 start=1700000300.0", "proc 200 denied ppid=1 start=1700000200.0 comm=" + hex("login"));

        assertEquals("[login (200)]", owner().ancestors().toString(), "launchd is not visible here");
    }

    @Test
    void aReusedPidIsNoParent() {
        play("ppid=200 start=1700000300.0", "proc 200 ppid=1 start=1700000400.0");

        assertEquals(List.of(), owner().ancestors());
    }

    @Test
    void anOpenSourceSeesWhoAdopts() {
        play(
                "ppid=200 start=1700000300.0",
                "proc 200 ppid=1 start=1700000200.0",
                "proc 1 ppid=0 uid=0 start=1700000000.0");
        try (ListeningPortSource source = FakeMac.source(REQUEST, System::nanoTime)) {
            assertEquals(
                    List.of(200L, 1L), pids(only(source.snapshot(), 9).process().orElseThrow()));

            FakeMac.then("exit 200");

            ProcessInfo adopted = only(source.snapshot(), 9).process().orElseThrow();
            assertEquals(List.of(1L), pids(adopted));
            assertEquals(OptionalLong.of(1), adopted.parentPid());
        }
    }

    @Test
    void theWorkingDirectory() {
        play("ppid=2 cwd=" + hex("/Users/j\u00f6rg/orders"));
        assertEquals(Optional.of("/Users/j\u00f6rg/orders"), owner().workingDirectory());
        assertEquals(
                Optional.empty(),
                only(FakeMac.snapshot(), 9).process().orElseThrow().workingDirectory());

        play("ppid=2 denied cwd=" + hex("/Users/joan"));
        assertEquals(Optional.empty(), owner().workingDirectory());

        play("ppid=2");
        assertEquals(Optional.empty(), owner().workingDirectory(), "a directory without a path");
    }

    private static List<Long> pids(ProcessInfo owner) {
        return owner.ancestors().stream().map(Ancestor::pid).toList();
    }
}
