package io.github.listeningports.linux.firewall.packet;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network interface through which packets from other hosts may arrive.
 *
 * @param type ARPHRD_... of linux/if_arp.h
 * @param kind the link kind, such as bridge or vrf; empty for hardware
 * @param master the index of its master; 0 is none
 * @param lower the index of its lower interface, or of the other end of a pair; 0 if there is none in this namespace
 * @param flags IFF_... of linux/if.h
 * @param ipv6 whether it takes IPv6 packets: neither disable_ipv6 nor a small MTU forbids it
 * @param xdp whether an XDP program processes its packets first
 * @param behindLower whether rules see the lower interface instead of it: that of an ipvlan in mode l3s
 */
public record NetworkLink(
        int index,
        String name,
        int type,
        int group,
        String kind,
        int master,
        int lower,
        int flags,
        boolean ipv6,
        boolean xdp,
        boolean behindLower) {

    private static final int IFF_UP = 1;
    private static final int IFF_LOOPBACK = 8;

    /** Kinds of interface whose packets may come back to this namespace: by the other end of a pair, or by another one on the same lower interface. */
    private static final List<String> RETURNING =
            List.of("veth", "vxcan", "netkit", "macvlan", "macvtap", "ipvlan", "ipvtap");

    /** An unknown interface, for a machine that has none yet. */
    public static final NetworkLink ANY = new NetworkLink(0, "", 0, 0, "", 0, 0, IFF_UP, true, false, false);

    /** The index of the interface lo, the same in each network namespace (include/net/flow.h LOOPBACK_IFINDEX). */
    public static final int LOOPBACK = 1;

    /** The same behind its lower interface, which takes its packets first. */
    public NetworkLink hiddenBy(NetworkLink below) {
        boolean both = ipv6 && below.ipv6();
        return new NetworkLink(index, name, type, group, kind, master, lower, flags, both, xdp, true);
    }

    /**
     * Whether packets of other hosts may go out again and come back, of all interfaces of this namespace: a bridge forwards them to one whose packets may return, or a VRF does.
     * Routing delivers those to this machine's addresses.
     */
    public static boolean mayReturn(List<NetworkLink> links) {
        boolean vrf = false;
        for (NetworkLink link : links) {
            vrf |= link.isVrf();
        }
        for (NetworkLink link : links) {
            if (link.lower != 0 && RETURNING.contains(link.kind) && (vrf || link.master != 0)) {
                return true;
            }
        }
        return false;
    }

    /** Whether it is none that Linux made itself. */
    public boolean isHardware() {
        return kind.isEmpty();
    }

    public boolean isVrf() {
        return kind.equals("vrf");
    }

    public boolean isUp() {
        return (flags & IFF_UP) != 0;
    }

    public boolean isLoopback() {
        return (flags & IFF_LOOPBACK) != 0;
    }

    /** The known bits of a byte of an interface field, as {@link KnownBytes#of}. */
    int known(PacketField field, int at, ByteOrder order) {
        if (index == 0 || field.dimension() != Dimension.INTERFACE) {
            return 0;
        }
        int value = switch (field) {
            case INTERFACE_INDEX -> number(index, 4, at, order);
            case INTERFACE_TYPE -> number(type, 2, at, order);
            case INTERFACE_GROUP -> number(group, 4, at, order);
            case INTERFACE_NAME -> {
                byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
                yield at < bytes.length ? bytes[at] & 0xff : 0;
            }
            default -> throw new IllegalArgumentException(field + " is not an interface field");
        };
        return 0xff00 | value;
    }

    private static int number(int value, int bytes, int at, ByteOrder order) {
        int place = order == ByteOrder.LITTLE_ENDIAN ? at : bytes - 1 - at;
        return value >> (8 * place) & 0xff;
    }

    /** Written out, as that of {@link LocalNetwork}. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NetworkLink that && parts().equals(that.parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    private List<Object> parts() {
        return List.of(index, name, type, group, kind, master, lower, flags, ipv6, xdp, behindLower);
    }
}
