package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Android calls itself Linux. */
class AndroidTest {

    private static final String VM = "java.vm.name";

    @Test
    void isNotSupported() {
        String vm = System.getProperty(VM);
        System.setProperty(VM, "Dalvik");
        try {
            String why = new LinuxListeningPortProvider().whyUnsupported().orElse("");
            assertTrue(why.startsWith("this is Android, which denies apps the tables of /proc/net"), why);
        } finally {
            System.setProperty(VM, vm);
        }
        assertEquals(
                System.getProperty("os.name").equals("Linux"),
                new LinuxListeningPortProvider().whyUnsupported().equals(Optional.empty()));
    }
}
