package io.github.listeningports.macos;

import com.sun.jna.NativeLibrary;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;
import java.nio.file.Path;
import java.util.Map;

/** The application of {@link RedeploymentTest}: snapshots, and a source that is closed. The property {@code listeningports.test.library} names the simulated libSystem. */
public final class RedeployedLooks {

    private RedeployedLooks() {}

    public static void main(String[] arguments) {
        String library = System.getProperty("listeningports.test.library");
        MacosListeningPortProvider provider = new MacosListeningPortProvider(library, "Mac OS X", Path.of("none"));
        SnapshotRequest request = SnapshotRequest.detailed();
        try (ListeningPortSource source = ListeningPorts.open(provider, request)) {
            play(library, 8080, 8081);
            PortSnapshot before = source.snapshot();
            play(library, 8080, 8082);
            PortSnapshot after = source.snapshot();
            if (before.ports().size() != 2 || after.changesSince(before).isEmpty()) {
                throw new AssertionError(before + " " + after + " " + before.diagnostics());
            }
        }
        try (ListeningPortSource source = ListeningPorts.open(provider, request)) {
            source.snapshot();
        }
    }

    private static void play(String library, int... ports) {
        StringBuilder script = new StringBuilder("proc self uid=0\nproc 100 uid=501\n");
        for (int port : ports) {
            script.append("sock s" + port + " lport=" + port + " uid=501 last=100 " + Scene.ANY + "\n");
            script.append("fd 100 " + port + " sock=s" + port + "\n");
        }
        try (NativeLibrary fake = NativeLibrary.getInstance(library, Map.of("io.github.listeningports", "script"))) {
            fake.getFunction("fake_script").invokeVoid(new Object[] {script.toString()});
        }
    }
}
