package io.github.listeningports.macos;

import java.util.List;

/**
 * The settings of the Application Firewall, which decides by application.
 *
 * @param rules its list of applications; empty unless {@link State#BY_APPLICATION}
 * @param gap why it is {@link State#UNKNOWN}; otherwise empty
 */
record ApplicationFirewall(State state, List<AppRule> rules, String gap) {

    enum State {
        OFF,
        BY_APPLICATION,
        /** Blocks everything except the services that the system needs to be on a network at all. */
        BLOCKS_ALL,
        UNKNOWN
    }

    ApplicationFirewall {
        rules = List.copyOf(rules);
    }

    static ApplicationFirewall off() {
        return new ApplicationFirewall(State.OFF, List.of(), "");
    }

    static ApplicationFirewall blocksAll() {
        return new ApplicationFirewall(State.BLOCKS_ALL, List.of(), "");
    }

    static ApplicationFirewall byApplication(List<AppRule> rules) {
        return new ApplicationFirewall(State.BY_APPLICATION, rules, "");
    }

    static ApplicationFirewall unknown(String gap) {
        return new ApplicationFirewall(State.UNKNOWN, List.of(), gap);
    }
}
