package io.github.listeningports.windows.api;

import java.util.Optional;
import java.util.Set;

/**
 * What the token of a process tells beyond its user.
 *
 * @param container whether it runs in an AppContainer; empty if that is not told
 * @param inPackage whether it is of a package (MSIX), in an AppContainer or not; empty if that is not told
 * @param serviceIds the identifiers of services in it ({@code S-1-5-80-...}), which what a service starts inherits; empty if they are not told
 */
public record ProcessToken(Optional<Boolean> container, Optional<Boolean> inPackage, Optional<Set<String>> serviceIds) {

    public static final ProcessToken UNKNOWN = new ProcessToken(Optional.empty(), Optional.empty(), Optional.empty());

    public ProcessToken {
        serviceIds = serviceIds.map(Set::copyOf);
    }
}
