package io.github.listeningports.linux.firewall.packet;

import org.jspecify.annotations.Nullable;

/** The fields of a packet whose values are not fixed by its kind; rules match their bytes. */
public enum PacketField {
    /** Unknown at every read. */
    UNKNOWN(null, -1),
    /** Known only to be non-zero: the interface that a route leads to. */
    NOT_ZERO(null, -1),
    /** The type of the route to the destination by the inbound interface: local only if the address is that interface's. */
    ROUTE_TYPE(null, -1),
    SOURCE_ADDRESS(Dimension.SOURCE, -1),
    SOURCE_PORT(Dimension.SOURCE_PORT, -1),
    DESTINATION_ADDRESS(Dimension.DESTINATION, -1),
    DESTINATION_PORT(Dimension.DESTINATION_PORT, -1),
    /** These four follow from the inbound interface. */
    INTERFACE_INDEX(Dimension.INTERFACE, -1),
    INTERFACE_NAME(Dimension.INTERFACE, -1),
    INTERFACE_TYPE(Dimension.INTERFACE, -1),
    INTERFACE_GROUP(Dimension.INTERFACE, -1),
    /** These follow from earlier rules. */
    MARK(null, 0),
    /** Whether there is a route back to the source that is looked up with the packet's mark: 1 if that is zero, as the reverse-path filter looks it up; otherwise unknown. */
    ROUTE_BY_MARK(null, 0),
    CONNECTION_MARK(null, 1),
    CONNECTION_STATE(null, 2),
    /** Unknown of a template, 1 of any other connection and of none. */
    NO_TEMPLATE(null, 2),
    CONNECTION_STATUS(null, 3);

    private final @Nullable Dimension dimension;
    private final int variable;

    PacketField(@Nullable Dimension dimension, int variable) {
        this.dimension = dimension;
        this.variable = variable;
    }

    /** What packets differ in if they differ in this field; null for a variable, which a {@link PacketSet} has one value of. */
    @Nullable
    Dimension dimension() {
        return dimension;
    }

    /** The index in the variables of a packet; -1 if it has none. */
    int variable() {
        return variable;
    }
}
