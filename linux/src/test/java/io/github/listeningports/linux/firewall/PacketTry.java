package io.github.listeningports.linux.firewall;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * A packet that packets.c sends to a listener.
 *
 * @param interfaceName the interface by which it comes in
 */
record PacketTry(InetAddress source, String interfaceName, InetAddress destination) {

    /** Those to a listener, in the order in which packets.c reports arrivals: see {@code attempts} there. */
    static List<PacketTry> to(String listener) {
        String[] parts = listener.split(",", -1);
        String address = parts[1];
        String more = parts.length > 3 ? parts[3] : "";
        String device = more.equals("v6only") ? "" : more;
        List<PacketTry> tries = new ArrayList<>();
        if (address.contains(":")) {
            add(true, address, device, tries);
        }
        if (!address.contains(":") || (address.equals("::") && !more.equals("v6only"))) {
            add(false, address, device, tries);
        }
        return tries;
    }

    /**
     * The same where another interface takes the place of a0.
     *
     * @param a0 its name, and maybe {@code for} and the only destinations of its packets
     */
    PacketTry enteringBy(String a0) {
        String[] parts = a0.split(" ", -1);
        boolean other = parts.length == 1;
        for (int i = 2; i < parts.length; i++) {
            other |= address(parts[i]).equals(destination);
        }
        return interfaceName.equals("a0") && other ? new PacketTry(source, parts[0], destination) : this;
    }

    private static void add(boolean six, String address, String device, List<PacketTry> tries) {
        boolean broadcast = address.endsWith(".255");
        boolean any = address.equals("::") || address.equals("0.0.0.0");
        for (int peer = 1; peer <= 2; peer++) {
            String in = peer == 1 ? "a0" : "b0";
            for (int host = 2; host <= 3; host++) {
                for (int target = 1; target <= 2; target++) {
                    String form = six ? "fd00:77:%d::%d" : "10.77.%d.%d";
                    String destination = form.formatted(target, broadcast ? 255 : 1);
                    boolean sent = (!broadcast || peer == target)
                            && (any || address.equals(destination))
                            && (device.isEmpty() || device.charAt(0) == in.charAt(0));
                    if (sent) {
                        tries.add(new PacketTry(address(form.formatted(peer, host)), in, address(destination)));
                    }
                }
            }
        }
    }

    private static InetAddress address(String numeric) {
        try {
            return InetAddress.getByName(numeric);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
