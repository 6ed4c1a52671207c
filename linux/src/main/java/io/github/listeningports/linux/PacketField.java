package io.github.listeningports.linux;

/** What is not known in advance of a packet, of which rules look at single bytes. */
enum PacketField {
    /** Known to nobody: open at every look. */
    UNKNOWN,
    /** Known only not to be all zero: the interface that a route leads to. */
    NOT_ZERO,
    SOURCE_ADDRESS,
    SOURCE_PORT,
    DESTINATION_ADDRESS,
    DESTINATION_PORT,
    /** These five follow from the interface that it comes in by. */
    INTERFACE_INDEX,
    INTERFACE_NAME,
    INTERFACE_TYPE,
    INTERFACE_GROUP,
    /** These follow from what rules did before. */
    MARK,
    CONNECTION_MARK,
    CONNECTION_STATE,
    CONNECTION_STATUS;

    /** How many things a packet can differ in: {@link PacketSet} keeps a set of values of each. */
    static final int DIMENSIONS = 5;

    static final int SOURCE = 0;
    static final int SPORT = 1;
    static final int DESTINATION = 2;
    static final int DPORT = 3;
    static final int INTERFACE = 4;

    /** The place in the sets of a packet; -1 if it has none. */
    int dimension() {
        return switch (this) {
            case SOURCE_ADDRESS -> SOURCE;
            case SOURCE_PORT -> SPORT;
            case DESTINATION_ADDRESS -> DESTINATION;
            case DESTINATION_PORT -> DPORT;
            case INTERFACE_INDEX, INTERFACE_NAME, INTERFACE_TYPE, INTERFACE_GROUP -> INTERFACE;
            default -> -1;
        };
    }

    /** The place among the variables of a packet; -1 if it has none. */
    int variable() {
        return switch (this) {
            case MARK -> 0;
            case CONNECTION_MARK -> 1;
            case CONNECTION_STATE -> 2;
            case CONNECTION_STATUS -> 3;
            default -> -1;
        };
    }
}
