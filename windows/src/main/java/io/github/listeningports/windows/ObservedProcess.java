package io.github.listeningports.windows;

import io.github.listeningports.ProcessInfo;
import io.github.listeningports.Starter;
import io.github.listeningports.windows.api.ProcessToken;
import java.util.List;

/**
 * A process, and its start time, which later shows whether the pid was reused.
 *
 * @param info without services, which can change
 * @param started its start time (FILETIME); 0 if unknown
 * @param error the Windows error if some of it could not be read; otherwise 0
 * @param token the facts from its token
 */
record ObservedProcess(ProcessInfo info, long started, int error, ProcessToken token) {

    /** Windows starts a process for its services only: what hosts one is started by nothing else. */
    ProcessInfo withServices(List<String> services) {
        ProcessInfo.Builder process = info.toBuilder().services(services);
        services.stream()
                .findFirst()
                .map(name -> new Starter(Starter.Kind.WINDOWS_SERVICE, name))
                .ifPresent(process::startedBy);
        return process.build();
    }
}
