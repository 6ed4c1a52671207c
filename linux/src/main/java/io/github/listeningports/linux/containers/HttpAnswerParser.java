package io.github.listeningports.linux.containers;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The whole answer of a server to a request in HTTP/1.0 (RFC 1945): until it closes the connection. */
final class HttpAnswerParser {

    private static final String OK = "HTTP/1\\.[01] 200( .*)?";

    /** In bytes; Docker's has 200. */
    private static final int MAX_HEAD = 16 << 10;

    private HttpAnswerParser() {}

    /**
     * The body, as UTF-8.
     *
     * @throws IllegalArgumentException if it is no success, or not whole
     */
    static String body(byte[] answer) {
        int head = endOfHead(answer);
        String[] lines = new String(answer, 0, head, StandardCharsets.ISO_8859_1).split("\r?\n", -1);
        if (!lines[0].startsWith("HTTP/")) {
            throw new IllegalArgumentException("the answer is no HTTP");
        }
        if (!lines[0].matches(OK)) {
            throw new IllegalArgumentException(
                    "the answer is " + lines[0].substring(0, Math.min(lines[0].length(), 80)));
        }
        for (String line : lines) {
            String header = line.toLowerCase(Locale.ROOT);
            if (header.startsWith("transfer-encoding:")) {
                throw new IllegalArgumentException("the answer is encoded, which HTTP/1.0 does not know: " + header);
            }
            if (header.startsWith("content-length:")
                    && !header.substring("content-length:".length())
                            .strip()
                            .equals(Integer.toString(answer.length - head))) {
                throw new IllegalArgumentException(
                        "the answer is cut: it has " + (answer.length - head) + " bytes, and announced " + header);
            }
        }
        return new String(answer, head, answer.length - head, StandardCharsets.UTF_8);
    }

    /** After the empty line; 0 if there is none soon, and so no answer. */
    private static int endOfHead(byte[] answer) {
        for (int at = 0; at + 3 < Math.min(answer.length, MAX_HEAD); at++) {
            if (answer[at] == '\r' && answer[at + 1] == '\n' && answer[at + 2] == '\r' && answer[at + 3] == '\n') {
                return at + 4;
            }
        }
        return 0;
    }
}
