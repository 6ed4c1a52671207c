package io.github.listeningports.linux.bind;

import java.util.List;
import java.util.Optional;

/**
 * The sockets on one port.
 *
 * @param boundSeen whether those are among them that are bound and do nothing
 * @param whyUnread why some may be missing; empty if all tables were read
 */
public record PortSockets(List<PortSocket> sockets, boolean boundSeen, Optional<String> whyUnread) {

    public PortSockets {
        sockets = List.copyOf(sockets);
    }
}
