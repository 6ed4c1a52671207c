package io.github.listeningports.linux.firewall;

import io.github.listeningports.Protocol;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A TCP listener on 0.0.0.0, bound to no interface, of an unknown control group. */
final class FirewallListenerBuilder {

    private final int port;
    private Protocol protocol = Protocol.TCP;
    private InetAddress address = literal("0.0.0.0");
    private boolean v6Only;
    private boolean bindingKnown = true;
    private OptionalInt boundInterface = OptionalInt.empty();

    FirewallListenerBuilder(int port) {
        this.port = port;
    }

    FirewallListenerBuilder protocol(Protocol value) {
        protocol = value;
        return this;
    }

    FirewallListenerBuilder address(String value) {
        address = literal(value);
        return this;
    }

    /** A socket on {@code ::} receives IPv4 packets too without this. */
    FirewallListenerBuilder v6Only() {
        v6Only = true;
        return this;
    }

    FirewallListenerBuilder boundTo(int interfaceIndex) {
        boundInterface = OptionalInt.of(interfaceIndex);
        return this;
    }

    /** As a socket of /proc/net. */
    FirewallListenerBuilder ofUnknownBinding() {
        bindingKnown = false;
        return this;
    }

    FirewallListener build() {
        boolean dualStack = address instanceof Inet6Address && address.isAnyLocalAddress() && !v6Only;
        return new FirewallListener(
                protocol, address, port, dualStack, bindingKnown, boundInterface, OptionalLong.empty());
    }

    /** No name is looked up. */
    private static InetAddress literal(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
