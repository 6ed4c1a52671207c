package io.github.listeningports.linux.processes;

import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * /proc/PID/uid_map (user_namespaces(7)): rows "0 100000 65536", the first id in the process's user namespace, the same in the reader's (or in the one around it if both are in the
 * same), and how many follow one another.
 */
final class UidMapParser {

    private UidMapParser() {}

    /** Whether the process's namespace has a user of this id. */
    static boolean has(byte[] map, long uid) {
        return anyRow(map, row -> uid >= row[0] && uid - row[0] < row[2]);
    }

    /** Whether a user has this same id in both namespaces. */
    static boolean keeps(byte[] map, long uid) {
        return anyRow(map, row -> row[0] == row[1] && uid >= row[0] && uid - row[0] < row[2]);
    }

    private static boolean anyRow(byte[] map, Predicate<long[]> wanted) {
        return new String(map, StandardCharsets.ISO_8859_1)
                .lines()
                .map(row -> row.strip().split("\\s+", -1))
                .filter(fields ->
                        fields.length == 3 && Stream.of(fields).allMatch(field -> field.matches("[0-9]{1,10}")))
                .map(fields -> Stream.of(fields).mapToLong(Long::parseLong).toArray())
                .anyMatch(wanted);
    }
}
