package io.github.listeningports.linux;

/** What the packets of a {@link PacketSet} may differ in. */
enum Dimension {
    SOURCE,
    SOURCE_PORT,
    DESTINATION,
    DESTINATION_PORT,
    /** The position in {@link LocalNetwork#interfaces()} of the interface by which a packet comes in. */
    INTERFACE
}
