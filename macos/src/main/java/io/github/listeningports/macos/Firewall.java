package io.github.listeningports.macos;

/** What was learned of a Mac's two firewalls; a connection has to pass both. */
record Firewall(ApplicationFirewall application, PacketFilter packetFilter) {

    /** What could not be learned, for people; empty if nothing that matters. */
    String gap() {
        return application.state() == ApplicationFirewall.State.UNKNOWN ? application.gap() : packetFilter.gap();
    }
}
