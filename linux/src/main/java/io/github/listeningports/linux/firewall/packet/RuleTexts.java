package io.github.listeningports.linux.firewall.packet;

import io.github.listeningports.FirewallDestination;
import io.github.listeningports.FirewallOutcome;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.OptionalInt;

/** What the texts of rules have in common, whichever tool prints them. */
public final class RuleTexts {

    private RuleTexts() {}

    /** An address as inet_ntop(3) prints it; absent for those of IPv6 that it may print with an IPv4 address at the end. */
    public static Optional<String> address(byte[] value) {
        if (value.length == 16 && hasIpv4(value)) {
            return Optional.empty();
        }
        try {
            InetAddress address = InetAddress.getByAddress(value);
            return Optional.of(new FirewallDestination(Optional.of(address), OptionalInt.empty()).toString());
        } catch (UnknownHostException e) {
            return Optional.empty(); // of another length
        }
    }

    private static boolean hasIpv4(byte[] value) {
        for (int i = 0; i < 10; i++) {
            if (value[i] != 0) {
                return false;
            }
        }
        boolean mapped = value[10] == -1 && value[11] == -1;
        boolean compatible = value[10] == 0 && value[11] == 0 && (value[12] != 0 || value[13] != 0);
        return mapped || compatible;
    }

    /** The number of ones that a mask begins with; absent if others follow the first zero. */
    public static OptionalInt prefix(byte[] mask) {
        int ones = 0;
        for (byte each : mask) {
            ones += Integer.bitCount(each & 0xff);
        }
        for (int bit = 0; bit < ones; bit++) {
            if ((mask[bit / 8] & 0x80 >> bit % 8) == 0) {
                return OptionalInt.empty();
            }
        }
        return OptionalInt.of(ones);
    }

    /** A text in one line that is short enough and harmless to print; others are absent. */
    static boolean isPrintable(String text) {
        return text.length() <= FirewallOutcome.MAX_RULE_TEXT
                && text.codePoints().noneMatch(each -> switch (Character.getType(each)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR,
                            Character.UNASSIGNED -> true;
                    default -> each == 0xfffd; // bytes that are no UTF-8
                });
    }
}
