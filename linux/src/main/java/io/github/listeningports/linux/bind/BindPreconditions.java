package io.github.listeningports.linux.bind;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.BindNote;
import io.github.listeningports.BindObstacle;
import io.github.listeningports.BindObstacle.Kind;
import io.github.listeningports.BindRequest;
import io.github.listeningports.Protocol;
import io.github.listeningports.linux.kernel.NativeTier;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What the kernel checks before it looks at other sockets (__inet_bind, __inet6_bind): family, address and right; and what else is to be said of a port. */
public final class BindPreconditions {

    private static final int INTERFACE_LOCAL = 1;
    private static final int LINK_LOCAL = 2;

    private final BindSettings settings = new BindSettings();
    private final LocalAddressReader addresses = new LocalAddressReader();
    private final NamespaceOwner owner;

    public BindPreconditions(NativeTier nativeTier) {
        owner = new NamespaceOwner(nativeTier);
    }

    /** The socket that a request stands for. Any address is ::, or 0.0.0.0 where no interface has an IPv6 address, as the JDK decides. */
    public BindTarget target(BindRequest request) {
        boolean ipv6 = request.address()
                .map(Inet6Address.class::isInstance)
                .orElseGet(() -> request.v6Only() || addresses.hasIpv6());
        InetAddress address = request.address().orElseGet(() -> any(ipv6));
        return new BindTarget(
                request.protocol(),
                ipv6 ? AddressFamily.IPV6 : AddressFamily.IPV4,
                address,
                request.port(),
                needsScope(address) ? ((Inet6Address) address).getScopeId() : 0,
                request.v6Only(),
                request.reuseAddress(),
                request.reusePort(),
                settings.uid());
    }

    /** What refuses it whichever other sockets there are. */
    public List<BindObstacle> obstacles(BindRequest request, BindTarget target) {
        List<BindObstacle> obstacles = new ArrayList<>();
        if (target.family() == AddressFamily.IPV6 && !addresses.makesIpv6Sockets()) {
            obstacles.add(BindObstacle.builder(Kind.ADDRESS_FAMILY, "this kernel has no IPv6")
                    .build());
            return obstacles;
        }
        address(target, request.addressText()).ifPresent(obstacles::add);
        privilege(target).ifPresent(obstacles::add);
        return obstacles;
    }

    /** What does not refuse it, and is good to know. */
    public List<BindNote> notes(BindTarget target) {
        List<BindNote> notes = new ArrayList<>();
        if (target.port() == 0) {
            notes.add(new BindNote(BindNote.Kind.ANY_PORT, "the kernel chooses a free port of the ephemeral range"));
        } else if (settings.isReserved(target.port())) {
            notes.add(
                    new BindNote(
                            BindNote.Kind.RESERVED_PORT,
                            "the kernel does not give port " + target.port()
                                    + " to connections or to who asks for any port (net.ipv4.ip_local_reserved_ports); who names it can bind to it"));
        } else {
            settings.ephemeralRangeWith(target.port())
                    .ifPresent(
                            range -> notes.add(
                                    new BindNote(
                                            BindNote.Kind.EPHEMERAL_PORT,
                                            "port " + target.port() + " is in the ephemeral range ("
                                                    + range.replaceAll("\\s+", "-")
                                                    + "): any outgoing connection may take it at any time; net.ipv4.ip_local_reserved_ports keeps it free")));
        }
        return notes;
    }

    private Optional<BindObstacle> address(BindTarget target, String text) {
        InetAddress address = target.address();
        if (address.isAnyLocalAddress()) {
            return Optional.empty();
        }
        if (target.family() == AddressFamily.IPV6
                && address.isMulticastAddress()
                && target.protocol() == Protocol.TCP) {
            return obstacle(text + " is a multicast group, and TCP binds to none of IPv6");
        }
        if (needsScope(address) && target.interfaceIndex() == 0) {
            return obstacle(text + " is a link-local address, and needs the interface that it belongs to (its scope)");
        }
        LocalAddress found = addresses.find(address, target.interfaceIndex());
        if (found == LocalAddress.YES || nonlocal(target).equals(Optional.of(true))) {
            return Optional.empty();
        }
        if (found == LocalAddress.TENTATIVE) {
            return obstacle(
                    text
                            + " is tentative: whether another host on the link has it is found out first, which takes a second or two (RFC 4862)");
        }
        if (found == LocalAddress.NO && nonlocal(target).isPresent()) {
            return obstacle(text + " is not an address of this machine"
                    + (target.interfaceIndex() == 0 ? "" : " on that interface") + ", in this network namespace");
        }
        return Optional.of(BindObstacle.builder(
                        Kind.ADDRESS,
                        "whether " + text
                                + " is an address of this machine cannot be read from /proc/net and /proc/sys/net")
                .certain(false)
                .build());
    }

    private Optional<Boolean> nonlocal(BindTarget target) {
        return settings.nonlocalBind(target.family());
    }

    private static Optional<BindObstacle> obstacle(String message) {
        return Optional.of(BindObstacle.builder(Kind.ADDRESS, message)
                .lookCommand(Optional.of("ip addr"))
                .build());
    }

    private Optional<BindObstacle> privilege(BindTarget target) {
        OptionalInt start = settings.unprivilegedPortStart();
        boolean privileged = target.port() != 0 && target.port() < start.orElse(1024);
        if (!privileged) {
            return Optional.empty();
        }
        String rule =
                "ports below " + start.orElse(1024) + " take CAP_NET_BIND_SERVICE (net.ipv4.ip_unprivileged_port_start"
                        + (start.isPresent() ? ")" : " cannot be read)");
        boolean has = settings.hasBindService();
        Optional<Boolean> counts = has ? owner.capabilitiesCount() : Optional.of(false);
        if (counts.equals(Optional.of(true))) {
            return Optional.empty();
        }
        String lack = !has
                ? ", and this process lacks it"
                : counts.isPresent()
                        ? ", and this process has it in its own user namespace, but not in the one that owns this network namespace"
                        : ", and whether that of this process counts in this network namespace is unknown";
        return Optional.of(BindObstacle.builder(Kind.PRIVILEGED_PORT, rule + lack)
                .certain(counts.isPresent() && start.isPresent())
                .build());
    }

    /** Link-local unicast, and multicast of an interface or a link (net/ipv6/addrconf_core.c, __ipv6_addr_needs_scope_id). */
    private static boolean needsScope(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return false;
        }
        int scope = address.getAddress()[1] & 0xf;
        return address.isLinkLocalAddress()
                || (address.isMulticastAddress() && (scope == INTERFACE_LOCAL || scope == LINK_LOCAL));
    }

    private static InetAddress any(boolean ipv6) {
        try {
            return InetAddress.getByAddress(new byte[ipv6 ? 16 : 4]);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }
}
