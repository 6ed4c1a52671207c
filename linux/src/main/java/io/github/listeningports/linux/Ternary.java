package io.github.listeningports.linux;

/** The result of a test of which not everything is known. */
enum Ternary {
    TRUE,
    FALSE,
    UNKNOWN
}
