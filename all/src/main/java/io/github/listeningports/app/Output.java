package io.github.listeningports.app;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.Charset;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Standard output or standard error. It remembers a failed write, such as on a full disk or a closed pipe, for the exit status; {@link java.io.PrintStream} hides why it failed.
 *
 * <p>The last guard against forged lines and escape sequences: the API escapes its text, arguments are unescaped.
 */
final class Output {

    private final Writer writer;
    private final Terminal terminal;
    private String failure = "";

    Output(OutputStream stream, Charset charset, Terminal terminal) {
        writer = new OutputStreamWriter(stream, charset);
        this.terminal = terminal;
    }

    /** How wide a table may be; empty for as wide as it is. */
    OptionalInt columns() {
        return terminal.columns();
    }

    /** Prints all lines at once, to make few writes. */
    void printLines(List<Line> lines) {
        String end = System.lineSeparator();
        write(lines.stream().map(line -> text(line) + end).collect(Collectors.joining()));
    }

    private String text(Line line) {
        return line.pieces().stream()
                .map(piece -> {
                    String text = harmless(piece.text());
                    return terminal.coloured() ? piece.colour().paint(text) : text;
                })
                .collect(Collectors.joining());
    }

    private static String harmless(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]", "?");
    }

    void print(List<String> lines) {
        printLines(lines.stream().map(Line::of).toList());
    }

    void print(String line) {
        print(List.of(line));
    }

    /** Prints text that is safe by its format. */
    void write(String text) {
        if (!failure.isEmpty()) {
            return;
        }
        try {
            writer.write(text);
            writer.flush();
        } catch (IOException e) {
            failure = String.valueOf(e.getMessage());
        }
    }

    /** Why a write failed; empty if none did. */
    String failure() {
        return failure;
    }
}
