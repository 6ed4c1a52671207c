package io.github.listeningports.windows.firewall;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The network profiles of Windows Firewall; each interface has one (NET_FW_PROFILE_TYPE2, icftypes.h). */
enum FirewallProfile {
    DOMAIN(1),
    PRIVATE(2),
    PUBLIC(4);

    final int bit;

    FirewallProfile(int bit) {
        this.bit = bit;
    }

    static final Set<FirewallProfile> ALL = Collections.unmodifiableSet(EnumSet.allOf(FirewallProfile.class));

    /** The profiles of the bits; none if any bit is unknown. */
    static Set<FirewallProfile> ofBits(int bits) {
        Set<FirewallProfile> profiles = EnumSet.noneOf(FirewallProfile.class);
        int rest = bits;
        for (FirewallProfile each : values()) {
            if ((bits & each.bit) != 0) {
                profiles.add(each);
                rest &= ~each.bit;
            }
        }
        return rest == 0 ? profiles : Set.of();
    }

    /** As Windows displays it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
