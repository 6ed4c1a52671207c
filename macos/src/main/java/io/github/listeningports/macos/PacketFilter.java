package io.github.listeningports.macos;

/**
 * The state of pf, the packet filter that macOS took from OpenBSD.
 *
 * @param off whether it is known to be off
 * @param gap otherwise, why its effect is unknown
 */
record PacketFilter(boolean off, String gap) {

    static PacketFilter isOff() {
        return new PacketFilter(true, "");
    }

    static PacketFilter unknown(String gap) {
        return new PacketFilter(false, gap);
    }
}
