package io.github.listeningports.macos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.jna.NativeLibrary;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.lab.ChildJvm;
import io.github.listeningports.lab.Redeployment;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Applications that took snapshots are collected with their class loaders, also where the container and its threads live on. */
class RedeploymentTest {

    @BeforeAll
    static void needsGcc() {
        FakeMac.needs();
    }

    /** It takes half a minute: so long JNA's own thread waits for work. */
    @Test
    void applicationsWithJnaOfTheirOwnAreCollected() {
        assertEquals(
                "0 left",
                Redeployment.leftIn(
                        container(),
                        RedeployedLooks.class,
                        ListeningPorts.class,
                        MacosListeningPortProvider.class,
                        org.slf4j.Logger.class,
                        NativeLibrary.class));
    }

    @Test
    void applicationsWithJnaOfTheContainerAreCollected() {
        assertEquals(
                "0 left",
                Redeployment.leftIn(
                        container().andClassPath(ChildJvm.location(NativeLibrary.class)),
                        RedeployedLooks.class,
                        ListeningPorts.class,
                        MacosListeningPortProvider.class,
                        org.slf4j.Logger.class));
    }

    private static ChildJvm container() {
        ChildJvm jvm = ChildJvm.withClasses(Redeployment.class)
                .with("-Dlisteningports.test.library=" + FakeMac.library().toAbsolutePath());
        return Runtime.version().feature() < 24 ? jvm : jvm.with("--enable-native-access=ALL-UNNAMED");
    }
}
