package io.github.listeningports.linux.firewall.xt;

import io.github.listeningports.linux.firewall.packet.RuleTexts;
import io.github.listeningports.linux.kernel.NetlinkAttributes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Values of the structures of matches and targets, as iptables-save(8) prints them. */
final class XtSaved {

    private XtSaved() {}

    static String not(boolean inverted) {
        return inverted ? " !" : "";
    }

    static int unsigned(ByteBuffer in, int at) {
        return in.getShort(at) & 0xffff;
    }

    static String names(List<String> all, int bits) {
        List<String> some = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if ((bits & 1 << i) != 0) {
                some.add(all.get(i));
            }
        }
        return some.isEmpty() ? "NONE" : String.join(",", some);
    }

    /** A text with quotation marks where iptables-save puts them (libxtables xtables_save_string). */
    static Optional<String> saved(String text) {
        if (text.isEmpty() || !StandardCharsets.US_ASCII.newEncoder().canEncode(text)) {
            return Optional.empty();
        }
        return Optional.of(
                text.matches("[-_0-9a-zA-Z]+") ? text : '"' + text.replaceAll("([\"\\\\'])", "\\\\$1") + '"');
    }

    static String mark(int value, int mask) {
        return mask == -1 ? "0x%x".formatted(value) : "0x%x/0x%x".formatted(value, mask);
    }

    /** A text that ends with a zero byte, or after so many bytes. */
    static String text(ByteBuffer in, int at, int length) {
        byte[] text = new byte[length];
        in.get(at, text);
        return NetlinkAttributes.text(text);
    }

    static Optional<String> address(ByteBuffer in, int at, boolean six) {
        byte[] address = new byte[six ? XtStruct.INET_ADDR : XtStruct.IN_ADDR];
        in.get(at, address);
        return RuleTexts.address(address);
    }
}
