package io.github.listeningports.linux.firewall.xt;

import java.nio.ByteBuffer;
import java.util.Optional;

/** The text of the match recent, as iptables-save(8) prints it: struct xt_recent_mtinfo_v1 of linux/netfilter/xt_recent.h. */
final class XtRecentText {

    private static final int HIT_COUNT = 4;
    private static final int NAME = 10;
    private static final int SIDE = 210;
    private static final int MASK = 212;

    /** XT_RECENT_... */
    private static final int CHECK = 1;

    private static final int UPDATE = 4;
    private static final int REMOVE = 8;
    private static final int TTL = 16;
    private static final int SOURCE = 0;

    private XtRecentText() {}

    static Optional<String> text(ByteBuffer in, boolean ipv6) {
        int flags = in.get(XtStruct.RECENT_CHECK_SET);
        String verb = switch (flags & ~TTL) {
            case CHECK -> " --rcheck";
            case XtNumber.RECENT_SET -> " --set";
            case UPDATE -> " --update";
            case REMOVE -> " --remove";
            default -> "";
        };
        String name = XtSaved.text(in, NAME, SIDE - NAME);
        if (verb.isEmpty() || !name.matches("[-_.0-9a-zA-Z]+")) {
            return Optional.empty();
        }
        int seconds = in.getInt(0);
        int hits = in.getInt(HIT_COUNT);
        String text = (in.get(XtStruct.RECENT_INVERT) != 0 ? " !" : "") + verb
                + (seconds == 0 ? "" : " --seconds " + Integer.toUnsignedString(seconds))
                + (hits == 0 ? "" : " --hitcount " + Integer.toUnsignedString(hits))
                + ((flags & TTL) != 0 ? " --rttl" : "")
                + " --name " + name;
        return XtSaved.address(in, MASK, ipv6)
                .map(mask -> text + " --mask " + mask + (in.get(SIDE) == SOURCE ? " --rsource" : " --rdest"));
    }
}
