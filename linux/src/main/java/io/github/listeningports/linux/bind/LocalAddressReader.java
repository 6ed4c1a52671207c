package io.github.listeningports.linux.bind;

import io.github.listeningports.linux.kernel.ProcFiles;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Whether an address can be bound to: the checks of __inet_bind (net/ipv4/af_inet.c) and __inet6_bind (net/ipv6/af_inet6.c). */
final class LocalAddressReader {

    /** The types that may be bound to (inet_addr_valid_or_nonlocal); those of multicast are no routes. */
    private static final Set<String> BINDABLE_TYPES = Set.of("LOCAL", "BROADCAST", "MULTICAST");

    private static final int LIMITED_BROADCAST = -1;

    /** address, interface, prefix length, scope, flags, name (net/ipv6/addrconf.c if6_seq_show). */
    private static final Pattern IPV6_ROW = Pattern.compile(
            "(?m)^([0-9a-f]{32}) +([0-9a-f]{1,8}) +[0-9a-f]{1,2} +([0-9a-f]{1,2}) +([0-9a-f]{1,8}) +\\S+");

    private static final int IFA_F_OPTIMISTIC = 0x04; // linux/if_addr.h
    private static final int IFA_F_TENTATIVE = 0x40;

    private final ProcFiles files = new ProcFiles();
    private final Path net = ProcFiles.DEFAULT_ROOT.resolve("thread-self/net");

    /** Whether the kernel has IPv6, and an interface an address of it: only then the JDK uses it. */
    boolean hasIpv6() {
        return files.readIfPossible(net.resolve("if_inet6"))
                .filter(table -> table.length > 0)
                .isPresent();
    }

    /** Whether the kernel makes sockets of IPv6. */
    boolean makesIpv6Sockets() {
        return Files.exists(net.resolve("if_inet6")); // which takes no descriptor, of which none may be left
    }

    /**
     * Whether an address, which is not any, belongs to this machine.
     *
     * @param interfaceIndex the scope; 0 is none
     */
    LocalAddress find(InetAddress address, int interfaceIndex) {
        if (address.isMulticastAddress()) {
            return LocalAddress.YES;
        }
        return address instanceof Inet4Address ? find4(address) : find6((Inet6Address) address, interfaceIndex);
    }

    private LocalAddress find4(InetAddress address) {
        int number = ByteBuffer.wrap(address.getAddress()).getInt();
        if (number == LIMITED_BROADCAST) {
            return LocalAddress.YES;
        }
        Optional<String> table = text("fib_trie");
        if (table.isEmpty()) {
            return LocalAddress.UNKNOWN;
        }
        return BINDABLE_TYPES.contains(FibTrieParser.type(table.get(), number)) ? LocalAddress.YES : LocalAddress.NO;
    }

    /** As ipv6_chk_addr does: a tentative address is not ready, and one of a link belongs to its interface only. */
    private LocalAddress find6(Inet6Address address, int interfaceIndex) {
        Optional<String> table = text("if_inet6");
        String digits = HexFormat.of().formatHex(address.getAddress());
        LocalAddress found = table.isPresent() ? LocalAddress.NO : LocalAddress.UNKNOWN;
        for (MatchResult row : IPV6_ROW.matcher(table.orElse("")).results().toList()) {
            boolean here = interfaceIndex == 0 || Integer.parseUnsignedInt(row.group(2), 16) == interfaceIndex;
            if (!row.group(1).equals(digits) || !here) {
                continue;
            }
            int flags = Integer.parseUnsignedInt(row.group(4), 16);
            if ((flags & IFA_F_TENTATIVE) == 0 || (flags & IFA_F_OPTIMISTIC) != 0) {
                return LocalAddress.YES;
            }
            found = LocalAddress.TENTATIVE;
        }
        return found;
    }

    private Optional<String> text(String name) {
        return files.readIfPossible(net.resolve(name)).map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1));
    }
}
