package io.github.listeningports.linux;

/** The fields of a packet whose values are not fixed by its kind; rules match their bytes. */
enum PacketField {
    /** Unknown at every read. */
    UNKNOWN,
    /** Known only to be non-zero: the interface that a route leads to. */
    NOT_ZERO,
    SOURCE_ADDRESS,
    SOURCE_PORT,
    DESTINATION_ADDRESS,
    DESTINATION_PORT,
    /** These four follow from the inbound interface. */
    INTERFACE_INDEX,
    INTERFACE_NAME,
    INTERFACE_TYPE,
    INTERFACE_GROUP,
    /** These follow from earlier rules. */
    MARK,
    CONNECTION_MARK,
    CONNECTION_STATE,
    CONNECTION_STATUS;

    /** The number of dimensions: {@link PacketSet} keeps a set of values for each. */
    static final int DIMENSIONS = 5;

    static final int SOURCE = 0;
    static final int SPORT = 1;
    static final int DESTINATION = 2;
    static final int DPORT = 3;
    static final int INTERFACE = 4;

    /** The index in the sets of a packet; -1 if it has none. */
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

    /** The index in the variables of a packet; -1 if it has none. */
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
