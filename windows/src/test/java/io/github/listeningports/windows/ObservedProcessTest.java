package io.github.listeningports.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.ProcessInfo;
import io.github.listeningports.Starter;
import io.github.listeningports.windows.api.ProcessToken;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ObservedProcessTest {

    private static final ObservedProcess SVCHOST =
            new ObservedProcess(ProcessInfo.builder(42).name("svchost.exe").build(), 1, 0, ProcessToken.UNKNOWN);

    @Test
    void aProcessWithServicesWasStartedForThem() {
        ProcessInfo process = SVCHOST.withServices(List.of("RpcEptMapper", "RpcSs"));

        assertEquals(List.of("RpcEptMapper", "RpcSs"), process.services());
        assertEquals(Optional.of(new Starter(Starter.Kind.WINDOWS_SERVICE, "RpcEptMapper")), process.startedBy());
        assertEquals(Optional.empty(), SVCHOST.withServices(List.of()).startedBy());
    }
}
