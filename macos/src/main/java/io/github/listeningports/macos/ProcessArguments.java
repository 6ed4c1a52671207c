package io.github.listeningports.macos;

import java.util.List;
import java.util.Optional;

/**
 * What a process was started with.
 *
 * @param commandLine the arguments, the program first
 * @param launchdJob the value of XPC_SERVICE_NAME, by which launchd tells a job its label
 */
record ProcessArguments(List<String> commandLine, Optional<String> launchdJob) {}
