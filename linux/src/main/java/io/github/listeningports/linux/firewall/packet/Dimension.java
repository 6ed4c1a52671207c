package io.github.listeningports.linux.firewall.packet;

/** What the packets of a {@link PacketSet} may differ in. */
public enum Dimension {
    SOURCE(0),
    SOURCE_PORT(1),
    DESTINATION(2),
    DESTINATION_PORT(3),
    /** The position in {@link LocalNetwork#interfaces()} of the interface by which a packet comes in. */
    INTERFACE(4);

    private final int index;

    Dimension(int index) {
        this.index = index;
    }

    /** Its place among the sets of a {@link PacketSet}. */
    int index() {
        return index;
    }
}
