package io.github.listeningports.linux.firewall.packet;

/** The result of a test of which not everything is known. */
enum Ternary {
    TRUE,
    FALSE,
    UNKNOWN
}
