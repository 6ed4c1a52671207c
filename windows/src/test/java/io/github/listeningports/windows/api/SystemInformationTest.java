package io.github.listeningports.windows.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Function;
import io.github.listeningports.windows.lab.Lab;
import io.github.listeningports.windows.lab.WindowsMachine;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** NtQuerySystemInformation, from this Windows and from {@code src/test/c/ntdll.c}, which lies where wine and Windows do not. */
class SystemInformationTest {

    private static final class Fake {
        static final String PATH = WindowsMachine.fakeNtdll().toString();
        static final Dll DLL = new Dll(PATH);
        static final Function LIE = DLL.function("lie");
        static final Function SET_PATH = DLL.function("set_path");
    }

    @BeforeAll
    static void needsWindows() {
        WindowsMachine.needsWindows();
    }

    @AfterEach
    void tellTheTruth() {
        Fake.LIE.invokeVoid(Dll.arguments(0));
        Fake.SET_PATH.invokeVoid(Dll.arguments(WideText.encode("")));
    }

    @Test
    void everyProcessWithItsStartTime() throws IOException {
        ProcessApi api = NativeCode.get().processes();
        try (Lab lab = Lab.hold("udp4");
                Handle process = Objects.requireNonNull(api.open(lab.pid()).handle())) {
            ProcessEntry entry = Objects.requireNonNull(api.list().get(lab.pid()));
            assertEquals(
                    new ProcessEntry(lab.pid(), ProcessHandle.current().pid(), "lab.exe", api.startTime(process)),
                    entry);
            assertNotEquals(0, entry.started());
        }
    }

    /** Then the documented functions answer, without start times. */
    @Test
    void anAnswerThatIsNotAsExpectedIsNotUsed() throws IOException {
        ProcessApi api = NativeCode.get().withNtdll(Fake.PATH).processes();
        long own = ProcessHandle.current().pid();
        assertNotEquals(0, Objects.requireNonNull(api.list().get(own)).started());
        for (int how = 1; how <= 4; how++) {
            Fake.LIE.invokeVoid(Dll.arguments(how));
            Map<Long, ProcessEntry> all = api.list();
            assertEquals(0, Objects.requireNonNull(all.get(own)).started(), "lie " + how);
            assertEquals("java.exe", Objects.requireNonNull(all.get(own)).name());
        }
    }

    @Test
    void theProgramOfAProcessThatMayNotBeOpened() {
        SystemInformationApi api = new SystemInformationApi(Fake.PATH);
        assertEquals(Optional.empty(), api.devicePath(4_711));

        String path = "\\Device\\HarddiskVolume1\\Windows\\System32\\h\u00F6hle-\u65E5\u672C.exe";
        Fake.SET_PATH.invokeVoid(Dll.arguments(WideText.encode(path)));
        assertEquals(Optional.of(path), api.devicePath(4_711));
        assertTrue(api.device("C:").orElseThrow().startsWith("\\Device\\"), api.device("C:")::toString);
        assertEquals(Optional.empty(), api.device("1:"));
    }
}
