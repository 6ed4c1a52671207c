package io.github.listeningports.macos;

import io.github.listeningports.ProcessInfo;
import io.github.listeningports.spi.SuggestedCommand;
import java.util.Optional;

/** The command that ends an owner of a port. */
final class StopCommand {

    private static final long LAUNCHD = 1;

    private StopCommand() {}

    /** None for launchd's own jobs, which it starts again. */
    static Optional<String> of(ProcessInfo owner) {
        return owner.services().isEmpty() && owner.pid() != LAUNCHD
                ? SuggestedCommand.of("kill", Long.toString(owner.pid()))
                : Optional.empty();
    }
}
