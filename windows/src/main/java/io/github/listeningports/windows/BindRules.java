package io.github.listeningports.windows;

import io.github.listeningports.BindRequest;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Whether a socket on the same port refuses a bind: the table of Microsoft's page "Using SO_REUSEADDR and SO_EXCLUSIVEADDRUSE". The options of the other socket are not
 * reported, so an answer is certain only if it is the same for all of them.
 *
 * <p>A JVM binds with SO_EXCLUSIVEADDRUSE, whatever SO_REUSEADDR is set to, unless {@code -Dsun.net.useExclusiveBind=false}.
 */
final class BindRules {

    /** How the bind goes. */
    enum Option {
        EXCLUSIVE,
        NONE,
        REUSE;

        /** That of a request, in this JVM. */
        static Option of(BindRequest request, Optional<String> useExclusiveBind) {
            boolean exclusive = useExclusiveBind
                    .map(value -> value.isEmpty() || Boolean.parseBoolean(value))
                    .orElse(true);
            if (exclusive) {
                return EXCLUSIVE;
            }
            return request.reuseAddress() ? REUSE : NONE;
        }
    }

    /** What the other socket does. */
    enum Answer {
        REFUSES,
        /** It depends on its options, or its user. */
        MAY_REFUSE,
        ALLOWS
    }

    private final BindRequest request;
    private final Option option;

    BindRules(BindRequest request, Option option) {
        this.request = request;
        this.option = option;
    }

    /**
     * Decides on a socket that is bound, whether it listens or not.
     *
     * @param acceptsIpv4 whether a socket on :: takes IPv4 too; empty if unknown
     */
    Answer of(SocketRow other, Optional<Boolean> acceptsIpv4) {
        boolean any = request.address().map(InetAddress::isAnyLocalAddress).orElse(true);
        boolean otherAny = other.address().isAnyLocalAddress();
        Answer family = sameFamily(other, acceptsIpv4);
        if (family == Answer.ALLOWS || (!any && !otherAny && !sameAddress(other))) {
            return Answer.ALLOWS;
        }
        Answer decided = any == otherAny ? alike() : any ? wildcardAfterSpecific() : Answer.MAY_REFUSE;
        return decided == Answer.REFUSES ? family : decided;
    }

    /** Both on any address, or both on the same. */
    private Answer alike() {
        return option == Option.REUSE ? Answer.MAY_REFUSE : Answer.REFUSES;
    }

    /** Without SO_EXCLUSIVEADDRUSE it gets what the more specific one does not. */
    private Answer wildcardAfterSpecific() {
        return option == Option.EXCLUSIVE ? Answer.REFUSES : Answer.ALLOWS;
    }

    /** The table is of one family. Whether a dual-stack bind meets an IPv4 socket is not documented. */
    private Answer sameFamily(SocketRow other, Optional<Boolean> acceptsIpv4) {
        boolean otherIpv4 = other.address() instanceof Inet4Address;
        boolean ipv4 = request.address().filter(Inet4Address.class::isInstance).isPresent();
        if (ipv4 == otherIpv4) {
            return Answer.REFUSES;
        }
        boolean dual = ipv4
                ? other.address().isAnyLocalAddress() && acceptsIpv4.orElse(true)
                : !request.v6Only()
                        && request.address().map(InetAddress::isAnyLocalAddress).orElse(true);
        return dual ? Answer.MAY_REFUSE : Answer.ALLOWS;
    }

    /** Two links have the same link-local addresses. */
    private boolean sameAddress(SocketRow other) {
        return request.address()
                .filter(address -> address.equals(other.address()))
                .filter(address -> other.scopeId() == 0
                        || !(address instanceof Inet6Address six)
                        || six.getScopeId() == 0
                        || six.getScopeId() == other.scopeId())
                .isPresent();
    }
}
