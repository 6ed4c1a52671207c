package io.github.listeningports.windows.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.windows.lab.WindowsMachine;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The services of this machine, and other facts of the real system. */
class ServicesTest {

    @BeforeAll
    static void needsWindows() {
        WindowsMachine.needsWindows();
    }

    @Test
    void theServicesOfEachProcess() throws IOException {
        Map<Long, List<String>> services = new ServiceApi().byProcess();

        assertFalse(services.isEmpty());
        // Every Windows runs it, and so does wine.
        assertTrue(
                services.values().stream().anyMatch(names -> names.stream().anyMatch("RpcSs"::equalsIgnoreCase)),
                services::toString);
        Map<Long, ProcessEntry> processes = NativeCode.get().processes().list();
        services.keySet().forEach(pid -> assertTrue(processes.containsKey(pid), () -> pid + " of " + services));
    }

    /** A buffer for a few services, and one that holds none, make Windows report more data. */
    @Test
    void theSameInManyCallsAsInOne() throws IOException {
        Map<Long, List<String>> whole = new ServiceApi().byProcess();

        assertEquals(whole, new ServiceApi(400).byProcess());
        assertEquals(whole, new ServiceApi(8).byProcess());
    }

    /** This JVM is in no AppContainer, no package and no service. */
    @Test
    void theTokenOfThisProcess() {
        ProcessApi api = NativeCode.get().processes();
        try (Handle own = Objects.requireNonNull(
                        api.open(ProcessHandle.current().pid()).handle());
                Handle token = Objects.requireNonNull(api.token(own))) {
            assertEquals(
                    new ProcessToken(Optional.of(false), Optional.of(false), Optional.of(Set.of())),
                    api.facts(own, token));
            assertTrue(api.user(token).isPresent());
        }
    }

    @Test
    void theListOfProcesses() throws IOException {
        Map<Long, ProcessEntry> processes = NativeCode.get().processes().list();
        ProcessHandle own = ProcessHandle.current();
        ProcessEntry entry = Objects.requireNonNull(processes.get(own.pid()));

        assertEquals("java.exe", entry.name());
        own.parent().ifPresent(parent -> assertEquals(parent.pid(), entry.parentPid()));
        assertTrue(processes.size() > 3, processes::toString);
    }

    @Test
    void theAccountsOfThisMachine() {
        Optional<String> machine = NativeCode.get().accounts().machineSid();

        assertTrue(machine.orElseThrow().matches("S-1-5-21(-\\d+){3}"), machine::toString);
    }
}
