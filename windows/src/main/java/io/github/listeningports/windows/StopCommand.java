package io.github.listeningports.windows;

import io.github.listeningports.ProcessInfo;
import io.github.listeningports.spi.SuggestedCommand;
import java.util.Optional;

/** The command that ends an owner of a port. */
final class StopCommand {

    private StopCommand() {}

    /** A process with several services is shared by them, and the kernel's own process, in which drivers such as HTTP.sys listen, cannot be stopped. */
    static Optional<String> of(ProcessInfo owner) {
        if (owner.pid() <= ProcessReader.SYSTEM_PID || owner.services().size() > 1) {
            return Optional.empty();
        }
        return owner.services().isEmpty()
                ? SuggestedCommand.of("taskkill /PID", Long.toString(owner.pid()))
                : SuggestedCommand.of("sc stop", owner.services().get(0));
    }
}
