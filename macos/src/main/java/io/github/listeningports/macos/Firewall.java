package io.github.listeningports.macos;

/** The settings of a Mac's two firewalls; a connection has to pass both. */
record Firewall(ApplicationFirewall application, PacketFilter packetFilter) {

    /** Why the settings are not fully known; empty if nothing that matters is missing. */
    String gap() {
        return application.state() == ApplicationFirewall.State.UNKNOWN ? application.gap() : packetFilter.gap();
    }
}
