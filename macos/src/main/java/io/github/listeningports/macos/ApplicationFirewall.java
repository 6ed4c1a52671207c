package io.github.listeningports.macos;

import java.util.List;

/**
 * The Application Firewall, which decides by who listens.
 *
 * @param rules the applications that it was told of; only where it is {@link State#BY_APPLICATION}
 * @param gap where it is {@link State#UNKNOWN}, why, for people; otherwise empty
 */
record ApplicationFirewall(State state, List<AppRule> rules, String gap) {

    enum State {
        OFF,
        BY_APPLICATION,
        /** All but what the system needs to be on a network at all. */
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
