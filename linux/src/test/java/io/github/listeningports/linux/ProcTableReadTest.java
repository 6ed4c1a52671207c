package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a second reading of a table reads again. A plain file comes in pieces of 16 KB, about 108 rows each. */
class ProcTableReadTest {

    private static final int PIECE = 16 * 1024;
    private static final int LISTEN = 0x0A;
    private static final int SYN_RECV = 0x03;

    @TempDir
    private Path directory;

    private Path file;
    private ProcTableRead pass;

    @BeforeEach
    void open() {
        file = directory.resolve("tcp");
        pass = new ProcTableRead(
                file,
                true,
                true,
                new ProcNetParser(Protocol.TCP, AddressFamily.IPV4, ByteOrder.nativeOrder()),
                List.of(),
                Deadline.none());
    }

    @Test
    void theLastPieceIsNotReadAgainWhereThoseBeforeAreAsTheyWere() throws IOException {
        write(LISTEN, inodes(1, 300));
        assertEquals(inodes(1, 300), read());

        // Only in the last piece: a socket that closed and one that opened since.
        write(LISTEN, List.of(inodes(1, 299), List.of(301L)));
        assertEquals(inodes(1, 300), read());
    }

    @Test
    void allIsReadAgainWhereASocketOfAnEarlierPieceClosed() throws IOException {
        write(LISTEN, inodes(1, 300));
        read();

        write(LISTEN, List.of(inodes(2, 300), inodes(301, 301)));
        assertEquals(inodes(2, 301), read());
    }

    @Test
    void allIsReadAgainWhereAnotherSocketTookThePlaceOfOne() throws IOException {
        write(LISTEN, inodes(1, 300));
        read();

        List<Long> changed = new ArrayList<>(inodes(1, 300));
        changed.set(5, 1000L);
        changed.set(299, 2000L);
        write(LISTEN, changed);
        assertEquals(changed, read());
    }

    @Test
    void allIsReadAgainWhereRowsThatAreNotKeptStandAmongThem() throws IOException {
        Files.writeString(file, row(SYN_RECV, 9999));
        append(LISTEN, inodes(1, 300));
        read();

        Files.writeString(file, row(SYN_RECV, 9999));
        append(LISTEN, inodes(1, 299));
        append(LISTEN, List.of(301L));
        assertEquals(301L, read().get(299));
    }

    @Test
    void theEndIsNotReadAgainWhereTheOnlyPieceIsAsItWas() throws IOException {
        write(LISTEN, inodes(1, 109));
        String filling = " ".repeat(PIECE - Math.toIntExact(Files.size(file)));
        Files.writeString(file, Files.readString(file).replaceFirst("\n", filling + "\n"));
        assertEquals(PIECE, Files.size(file));
        assertEquals(inodes(1, 109), read());

        // What opened since is behind the end, where only another walk through the kernel's table would find it.
        append(LISTEN, List.of(110L));
        assertEquals(inodes(1, 109), read());
    }

    @Test
    void whatComesInOnePieceIsReportedAsOne() throws IOException {
        write(LISTEN, inodes(1, 20));
        assertTrue(pass.read().inOnePiece());

        write(LISTEN, inodes(1, 300));
        assertFalse(pass.read().inOnePiece());
    }

    private List<Long> read() throws IOException {
        return pass.read().all().stream().map(SocketRow::inode).toList();
    }

    private static List<Long> inodes(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    private void write(int state, List<?> inodes) throws IOException {
        Files.writeString(file, "");
        append(state, inodes);
    }

    private void append(int state, List<?> inodes) throws IOException {
        StringBuilder text = new StringBuilder(Files.readString(file));
        for (Object each : inodes) {
            for (Object inode : each instanceof List<?> several ? several : List.of(each)) {
                text.append(row(state, (Long) inode));
            }
        }
        Files.writeString(file, text);
    }

    private static String row(int state, long inode) {
        return String.format(
                "%4d: 0100007F:1F90 00000000:0000 %02X 00000000:00000000 00:00000000 00000000     0        0 %d 1"
                        + " 0000000000000000 100 0 0 10 0%s%n",
                0, state, inode, " ".repeat(20));
    }
}
