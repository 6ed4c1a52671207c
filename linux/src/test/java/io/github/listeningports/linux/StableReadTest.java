package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a table is believed. */
class StableReadTest {

    private final StableRead reader = new StableRead();
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

    @Test
    void aTableThatDoesNotChangeIsTheSameListEachTime() throws IOException {
        List<SocketRow> rows = List.of(row(1), row(1), row(2));
        assertTrue(reader.read(() -> new StableRead.Rows(rows, false), Deadline.none()));
        List<SocketRow> first = reader.sockets();
        assertEquals(List.of(1L, 2L), inodes());

        assertTrue(reader.read(() -> new StableRead.Rows(rows, false), Deadline.none()));
        assertSame(first, reader.sockets());

        assertTrue(read(false, List.of(List.of(1L), List.of(1L))));
        assertEquals(List.of(1L), inodes());
        assertTrue(reader.read(() -> new StableRead.Rows(rows, true), Deadline.none()));
        assertEquals(List.of(1L, 2L), inodes());
    }

    @Test
    void onePassAsBeforeAndOneThatDiffersAreNotBelieved() throws IOException {
        List<SocketRow> rows = List.of(row(1), row(2));
        reader.read(() -> new StableRead.Rows(rows, false), Deadline.none());

        Iterator<StableRead.Rows> passes = List.of(
                        new StableRead.Rows(rows, false),
                        new StableRead.Rows(List.of(row(2), row(3)), false),
                        new StableRead.Rows(List.of(row(4)), false))
                .iterator();
        assertFalse(reader.read(passes::next, Deadline.none()));
        assertEquals(List.of(1L, 2L, 3L, 4L), inodes());
        assertEquals(List.of(), reader.agreed());
    }

    @Test
    void whatWasSeenBeforeAFailureIsKept() {
        Iterator<StableRead.Rows> passes =
                List.of(new StableRead.Rows(List.of(row(1)), false)).iterator();
        assertThrows(
                IOException.class,
                () -> reader.read(
                        () -> {
                            if (!passes.hasNext()) {
                                throw new IOException("the table is gone");
                            }
                            return passes.next();
                        },
                        Deadline.none()));
        assertEquals(List.of(1L), inodes());
    }

    private boolean read(boolean inOnePiece, List<List<Long>> tables) throws IOException {
        Iterator<List<Long>> next = tables.iterator();
        return reader.read(
                () -> {
                    passes++;
                    return new StableRead.Rows(
                            next.next().stream().map(StableReadTest::row).toList(), inOnePiece);
                },
                Deadline.none());
    }

    private List<Long> inodes() {
        return reader.sockets().stream().map(SocketRow::inode).toList();
    }

    private static SocketRow row(long inode) {
        return SocketRowBuilder.tcp("127.0.0.1", 80).inode(inode).build();
    }
}
