package io.github.listeningports.linux;

import io.github.listeningports.Diagnostic;
import io.github.listeningports.Diagnostic.Kind;
import io.github.listeningports.linux.kernel.ProcFiles;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads one table of /proc/net from beginning to end, in as many passes as needed.
 *
 * <p>Linux lists all listening TCP sockets before any connection, so a pass over an ordered table ends soon after the last of them, however many connections
 * there are. A second pass can be shorter: rows of the last piece can only have been skipped if earlier rows were removed meanwhile. If the earlier pieces are
 * unchanged, none was removed.
 */
final class ProcTableRead implements StableRead.Pass {

    /** The number of bytes without a listening row after which there are no more: several times what one read returns. */
    private static final int LISTENING_IS_OVER = 16 * 1024;

    /**
     * A shorter read is the last one: the kernel fills at least a page of 4 KB (fs/seq_file.c), less the row that no longer fits. A row of tcp6 with the greatest number in every field has 284
     * characters.
     */
    private static final int SURELY_WHOLE = 4096 - 288;

    private final Path file;
    private final boolean linux;
    private final boolean ordered;
    private final Deadline deadline;

    private ProcNetParser parser;
    private byte[] buffer = new byte[16 * 1024];
    private Optional<Diagnostic> malformed = Optional.empty();
    private List<SocketRow> previous;
    private int previousOpening;
    private boolean foundAgain;
    private boolean blank;
    private boolean cut;

    /**
     * @param linux whether the kernel is Linux itself and no imitation: only then can the end of a table be recognized early
     * @param ordered whether all rows that the parser keeps come first
     * @param parser of the first pass
     * @param before the rows that an earlier read saw
     */
    ProcTableRead(
            Path file,
            boolean linux,
            boolean ordered,
            ProcNetParser parser,
            List<SocketRow> before,
            Deadline deadline) {
        this.file = file;
        previous = before;
        this.linux = linux;
        this.ordered = linux && ordered;
        this.parser = parser;
        this.deadline = deadline;
    }

    @Override
    public StableRead.Rows read() throws IOException {
        boolean inOnePiece = readOnce();
        if (!foundAgain && !parser.rows().equals(previous)) {
            previous = parser.rows();
        }
        if (malformed.isEmpty()) {
            malformed = malformedRows();
        }
        parser = parser.anew();
        return new StableRead.Rows(previous, inOnePiece);
    }

    /** The diagnostic for the malformed rows of the first pass that had any. */
    Optional<Diagnostic> malformed() {
        return malformed;
    }

    /** Whether the last pass read not a single byte. Even a table without sockets has a header line (net/ipv4/tcp_ipv4.c tcp4_seq_show): this file is masked or imitated. */
    boolean isBlank() {
        return blank;
    }

    /** Whether the deadline passed before the last pass came to the end. */
    boolean isCut() {
        return cut;
    }

    /**
     * Reads until the end, or until no more wanted rows can follow; whether all of those came in one read(2).
     *
     * <p>On Linux, a read that leaves room in the kernel's page is the last, so the final empty read is omitted: for TCP it costs another walk through the
     * whole hash table of connections, 2 ms for 262,144 buckets, 15 ms with 100,000 connections. The read that returns the last row costs one, too, however short it is: the kernel looks for
     * the next row before it returns any (seq_read_iter).
     */
    private boolean readOnce() throws IOException {
        boolean whole = true;
        boolean pastListening = false;
        int kept = 0;
        int opening = 0;
        foundAgain = false;
        blank = true;
        try (InputStream in = ProcFiles.open(file)) {
            int reads = 0;
            while (true) {
                int n = in.read(buffer, kept, buffer.length - kept);
                if (parser.hasSeenOnlyListening() && (n > 0 || reads == 1)) {
                    opening = parser.rows().size();
                }
                if (n <= 0) {
                    break;
                }
                int taken = parser.parse(buffer, kept + n);
                kept = kept + n - taken;
                System.arraycopy(buffer, taken, buffer, 0, kept);
                if (kept == buffer.length) {
                    buffer = Arrays.copyOf(buffer, 2 * kept);
                }
                reads++;
                blank = false;
                whole = reads == 1 && n <= SURELY_WHOLE;
                pastListening |= reads == 1 && ordered && parser.order().isPastListening();
                foundAgain = ordered && opensAsBefore();
                if (foundAgain) {
                    return false;
                }
                if (ordered && !parser.order().isMixed() && parser.order().bytesSinceListening() >= LISTENING_IS_OVER) {
                    kept = 0; // the beginning of an unwanted row
                    break;
                }
                if (linux && n <= SURELY_WHOLE) {
                    break;
                }
                if (deadline.isOver()) {
                    kept = 0;
                    cut = true;
                    break;
                }
            }
        }
        parser.parseLast(buffer, kept);
        previousOpening = parser.order().isMixed() ? 0 : opening;
        return !cut && (whole || (pastListening && !parser.order().isMixed()));
    }

    /** Whether this equals what the previous pass had read before the piece in which the listening rows ended. */
    private boolean opensAsBefore() {
        List<SocketRow> rows = parser.rows();
        if (previousOpening == 0 || rows.size() != previousOpening || !parser.hasSeenOnlyListening()) {
            return false;
        }
        for (int i = 0; i < previousOpening; i++) {
            if (rows.get(i).inode() != previous.get(i).inode()) {
                return false;
            }
        }
        return true;
    }

    private Optional<Diagnostic> malformedRows() {
        Optional<String> example = parser.malformedExample();
        return example.isEmpty()
                ? Optional.empty()
                : Optional.of(new Diagnostic(
                        Kind.ROW_MALFORMED,
                        file.toString(),
                        "malformed rows left out: " + parser.malformedRows() + ", the first is \"" + example.get()
                                + "\"",
                        parser.malformedRows()));
    }
}
