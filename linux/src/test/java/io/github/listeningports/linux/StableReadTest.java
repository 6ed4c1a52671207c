package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a table is believed. */
class StableReadTest {

    private final List<SocketRow> seen = new ArrayList<>();
    private int passes;

    @Test
    void whatCameInOnePieceIsBelievedAtOnce() throws IOException {
        assertTrue(read(true, List.of(List.of(1L, 2L))));
        assertEquals(List.of(1L, 2L), inodes());
        assertEquals(1, passes);
    }

    @Test
    void whatCameInPiecesIsBelievedWhenTwoPassesAgree() throws IOException {
        assertTrue(read(false, List.of(List.of(1L, 2L), List.of(2L, 1L))));
        assertEquals(List.of(1L, 2L), inodes());
        assertEquals(2, passes);
    }

    @Test
    void aSocketThatOnePassJumpedOverIsTakenFromAnother() throws IOException {
        assertTrue(read(false, List.of(List.of(1L, 3L), List.of(1L, 2L, 3L), List.of(1L, 3L))));
        assertEquals(List.of(1L, 3L, 2L), inodes());
        assertEquals(3, passes);
    }

    @Test
    void threePassesThatDifferAreAllTakenAndNotBelieved() throws IOException {
        assertFalse(read(false, List.of(List.of(1L), List.of(2L), List.of(3L))));
        assertEquals(List.of(1L, 2L, 3L), inodes());
    }

    @Test
    void aRowThatComesTwiceIsOneSocketRowsWithoutAnInodeAreNot() throws IOException {
        assertTrue(read(false, List.of(List.of(1L, 1L, 0L, 0L), List.of(1L, 0L, 0L))));
        assertEquals(List.of(1L, 0L, 0L), inodes());
    }

    private boolean read(boolean inOnePiece, List<List<Long>> tables) throws IOException {
        Iterator<List<Long>> next = tables.iterator();
        return StableRead.read(
                rows -> {
                    passes++;
                    next.next().forEach(inode -> rows.add(row(inode)));
                    return inOnePiece;
                },
                seen,
                Deadline.none());
    }

    private List<Long> inodes() {
        return seen.stream().map(SocketRow::inode).toList();
    }

    private static SocketRow row(long inode) {
        return SocketRowBuilder.tcp("127.0.0.1", 80).inode(inode).build();
    }
}
