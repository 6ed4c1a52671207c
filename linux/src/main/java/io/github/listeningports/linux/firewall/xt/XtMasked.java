package io.github.listeningports.linux.firewall.xt;

import io.github.listeningports.linux.kernel.ByteString;

/**
 * A comparison of the bits of an address or of an interface's name that a mask selects.
 *
 * @param value those bits, without the bytes after a name's wildcard
 */
record XtMasked(ByteString value, ByteString mask, boolean inverted) {

    XtMasked {
        value = value.and(mask);
    }
}
