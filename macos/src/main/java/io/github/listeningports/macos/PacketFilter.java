package io.github.listeningports.macos;

/**
 * pf, the packet filter that macOS has from OpenBSD.
 *
 * @param off whether it was seen to be off
 * @param gap otherwise, why it cannot be known what it does, for people
 */
record PacketFilter(boolean off, String gap) {

    static PacketFilter isOff() {
        return new PacketFilter(true, "");
    }

    static PacketFilter unknown(String gap) {
        return new PacketFilter(false, gap);
    }
}
