package io.github.listeningports.windows.firewall;

import io.github.listeningports.AddressFamily;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads the networks of this machine's interfaces, once in some seconds at most, and not before a rule asks for them. */
final class LocalSubnetReader implements Supplier<LocalSubnets> {

    private final Duration age;
    private final LongSupplier nanoTime;
    private @Nullable LocalSubnets known;
    private long readAt;

    LocalSubnetReader(Duration age, LongSupplier nanoTime) {
        this.age = age;
        this.nanoTime = nanoTime;
    }

    @Override
    public LocalSubnets get() {
        LocalSubnets subnets = known;
        if (subnets == null || nanoTime.getAsLong() - readAt > age.toNanos()) {
            subnets = read();
            known = subnets;
            readAt = nanoTime.getAsLong();
        }
        return subnets;
    }

    private static LocalSubnets read() {
        List<Prefix> all = new ArrayList<>();
        try {
            NetworkInterface.networkInterfaces()
                    .flatMap(each -> each.getInterfaceAddresses().stream())
                    .forEach(each -> all.add(new Prefix(each.getAddress(), each.getNetworkPrefixLength())));
        } catch (IOException e) {
            return LocalSubnets.UNKNOWN;
        }
        return subnets(all);
    }

    /** An address of an interface, and the length of its network's prefix. */
    record Prefix(InetAddress address, int length) {

        int bits() {
            return 8 * address.getAddress().length;
        }
    }

    static LocalSubnets subnets(List<Prefix> all) {
        return new LocalSubnets(networks(AddressFamily.IPV4, all), networks(AddressFamily.IPV6, all));
    }

    /** Empty if there is no address, or one whose network is not known: then the list is not one to rely on. */
    private static Optional<AddressSet> networks(AddressFamily family, List<Prefix> all) {
        List<Prefix> some = all.stream()
                .filter(each -> (each.bits() == 32) == (family == AddressFamily.IPV4)
                        && !each.address().isLoopbackAddress())
                .toList();
        boolean implausible = some.stream().anyMatch(each -> each.length() <= 0 || each.length() > each.bits());
        if (some.isEmpty() || implausible) {
            return Optional.empty();
        }
        // The prefix of an IPv6 address from DHCPv6 or of a temporary one has 128 bits, whatever network a router
        // announces for it.
        List<Prefix> alone = some.stream().filter(each -> each.length() == 128).toList();
        AddressSet networks = AddressSet.of(some.stream()
                .filter(each -> each.length() < 128)
                .map(each -> AddressSet.network(each.address(), each.length()))
                .toList());
        return alone.stream().allMatch(each -> networks.contains(each.address()))
                ? Optional.of(networks)
                : Optional.empty();
    }
}
