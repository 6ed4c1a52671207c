package io.github.listeningports.app;

import java.util.List;
import java.util.stream.Collectors;

/** A line to print: pieces of text, each in its colour. */
record Line(List<Piece> pieces) {

    record Piece(String text, Colour colour) {}

    Line {
        pieces = List.copyOf(pieces);
    }

    static Line of(String text) {
        return of(text, Colour.PLAIN);
    }

    static Line of(String text, Colour colour) {
        return new Line(List.of(new Piece(text, colour)));
    }

    /** Without colours. */
    @Override
    public String toString() {
        return pieces.stream().map(Piece::text).collect(Collectors.joining());
    }
}
