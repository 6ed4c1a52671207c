package io.github.listeningports.linux.firewall.xt;

import io.github.listeningports.linux.kernel.ByteString;

/**
 * A comparison of the bits of an address or of an interface's name that a mask selects.
 *
 * @param value those bits: the bytes behind a name's wildcard are left out
 */
record XtMasked(ByteString value, ByteString mask, boolean inverted) {

    XtMasked {
        value = value.and(mask);
    }
}
