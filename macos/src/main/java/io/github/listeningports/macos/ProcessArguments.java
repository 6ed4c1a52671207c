package io.github.listeningports.macos;

import java.util.List;
import java.util.Optional;

/**
 * The arguments of a process, and its launchd job.
 *
 * @param commandLine the arguments, the program first
 * @param launchdJob the value of XPC_SERVICE_NAME, in which launchd passes a job its label, and which the job's children inherit; absent where the kernel hides
 *     the environment
 */
record ProcessArguments(List<String> commandLine, Optional<String> launchdJob) {}
