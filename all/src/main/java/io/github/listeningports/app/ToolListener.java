package io.github.listeningports.app;

import io.github.listeningports.ListeningPort;
import io.github.listeningports.Protocol;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;

/**
 * A listener that a tool of the system lists.
 *
 * @param address without its scope; empty if the tool cut it short
 * @param familyKnown false if an unspecified address may be that of the other family
 */
record ToolListener(Protocol protocol, Optional<InetAddress> address, int port, boolean familyKnown) {

    /** Whether both mean the same listener. A tool that knows no dual-stack sockets lists them twice, or once. */
    boolean is(ListeningPort ours) {
        return protocol == ours.protocol()
                && port == ours.port()
                && (address.isEmpty() || isAddressOf(ours, address.get()));
    }

    private boolean isAddressOf(ListeningPort ours, InetAddress theirs) {
        if (theirs.equals(ours.address())) {
            return true;
        }
        boolean both = theirs.isAnyLocalAddress() && ours.address().isAnyLocalAddress();
        return both && (!familyKnown || acceptsIpv4(ours));
    }

    /** Unless it is known not to. */
    private static boolean acceptsIpv4(ListeningPort ours) {
        return ours.address() instanceof Inet6Address
                && ours.socket().acceptsIpv4().orElse(true);
    }

    @Override
    public String toString() {
        String host = address.map(InetAddress::getHostAddress).orElse("?");
        return protocol + " " + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
