package io.github.listeningports.app;

/** A colour of text, by its SGR parameter (ECMA-48, 8.3.117): only those that every terminal has, and that show on dark and on light. */
enum Colour {
    PLAIN(""),
    BOLD("1"),
    RED("31"),
    GREEN("32"),
    YELLOW("33");

    private final String parameter;

    Colour(String parameter) {
        this.parameter = parameter;
    }

    /** The text between the control sequences that begin and end the colour. */
    String paint(String text) {
        return this == PLAIN || text.isEmpty() ? text : "\u001b[" + parameter + "m" + text + "\u001b[0m";
    }
}
