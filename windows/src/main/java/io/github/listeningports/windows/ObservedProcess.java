package io.github.listeningports.windows;

import io.github.listeningports.ProcessInfo;
import io.github.listeningports.windows.api.ProcessToken;
import java.util.List;

/**
 * A process, and what proves later that the pid is still its own.
 *
 * @param info without services, which can change
 * @param started when it started (FILETIME); 0 is unknown
 * @param error why some of it could not be read; 0 if all could
 * @param token what its token tells
 */
record ObservedProcess(ProcessInfo info, long started, int error, ProcessToken token) {

    ProcessInfo withServices(List<String> services) {
        return new ProcessInfo(
                info.pid(),
                info.parentPid(),
                info.name(),
                info.executable(),
                info.user(),
                info.startedAt(),
                services,
                info.containerId(),
                info.commandLine());
    }
}
