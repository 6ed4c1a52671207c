package io.github.listeningports.windows.api;

import java.util.Optional;
import java.util.Set;

/**
 * The facts of a process token, except the user.
 *
 * @param container whether it runs in an AppContainer; empty if unknown
 * @param inPackage whether it belongs to a package (MSIX), in an AppContainer or not; empty if unknown
 * @param serviceIds the service SIDs in it ({@code S-1-5-80-...}), which child processes of a service inherit; empty if unknown
 */
public record ProcessToken(Optional<Boolean> container, Optional<Boolean> inPackage, Optional<Set<String>> serviceIds) {

    public static final ProcessToken UNKNOWN = new ProcessToken(Optional.empty(), Optional.empty(), Optional.empty());

    public ProcessToken {
        serviceIds = serviceIds.map(Set::copyOf);
    }
}
