package io.github.listeningports.windows;

import io.github.listeningports.ProcessInfo;
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

    ProcessInfo withServices(List<String> services) {
        return new ProcessInfo(
                info.pid(),
                info.parentPid(),
                info.name(),
                info.executable(),
                info.program(),
                info.user(),
                info.startedAt(),
                info.startKey(),
                services,
                info.containerId(),
                info.commandLine(),
                info.ownPidNamespace());
    }
}
