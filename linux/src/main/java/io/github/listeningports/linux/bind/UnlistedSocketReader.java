package io.github.listeningports.linux.bind;

import io.github.listeningports.linux.kernel.ProcFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the sockets in this network namespace that are held by processes and in no table of /proc/net. /proc/net/tcp lists a TCP socket only once it listens or connects (net/ipv4/tcp_ipv4.c tcp_seq_start): one that is
 * bound and does nothing is found here, among those that are not bound at all, and kinds without a table.
 */
public final class UnlistedSocketReader {

    private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d{1,18})]");
    private static final Pattern SPACES = Pattern.compile("\\s+");

    /** The tables, and which of the fields of a row is the inode: the headers of the files themselves. */
    private static final Map<String, Integer> TABLES = Map.ofEntries(
            Map.entry("tcp", 9),
            Map.entry("tcp6", 9),
            Map.entry("udp", 9),
            Map.entry("udp6", 9),
            Map.entry("udplite", 9),
            Map.entry("udplite6", 9),
            Map.entry("raw", 9),
            Map.entry("raw6", 9),
            Map.entry("icmp", 9),
            Map.entry("icmp6", 9),
            Map.entry("unix", 6),
            Map.entry("netlink", 9),
            Map.entry("packet", 8));

    private record Held(long inode, long pid, Path descriptor) {}

    private final Path root = ProcFiles.DEFAULT_ROOT;
    private final OptionalLong own = namespace(root.resolve("thread-self"));

    /** Looks at every process in the namespace, then at the tables. */
    public UnlistedSockets read() {
        List<Held> held = new ArrayList<>();
        int unreadable = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (ProcFiles.isPid(name) && namespace(entry).equals(own)) {
                    unreadable += addSockets(entry, Long.parseLong(name), held) ? 0 : 1;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            unreadable++;
        }
        Set<Long> listed = listed();
        Map<Long, Integer> unlisted = new HashMap<>();
        for (Held each : held) {
            // One that was closed meanwhile is in no table either.
            if (!listed.contains(each.inode()) && inode(each.descriptor()).equals(OptionalLong.of(each.inode()))) {
                unlisted.merge(each.pid(), 1, Integer::sum);
            }
        }
        return new UnlistedSockets(unlisted, unreadable);
    }

    private static OptionalLong namespace(Path process) {
        return ProcFiles.inode(process.resolve("net/dev"));
    }

    /** Whether the descriptors could be read, or there is no such process any more. */
    private static boolean addSockets(Path process, long pid, List<Held> held) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                inode(descriptor).ifPresent(inode -> held.add(new Held(inode, pid, descriptor)));
            }
            return true;
        } catch (IOException | DirectoryIteratorException e) {
            return Files.notExists(process, LinkOption.NOFOLLOW_LINKS);
        }
    }

    private static OptionalLong inode(Path descriptor) {
        Matcher socket = SOCKET.matcher(ProcFiles.link(descriptor).orElse(""));
        return socket.matches() ? OptionalLong.of(Long.parseLong(socket.group(1))) : OptionalLong.empty();
    }

    private Set<Long> listed() {
        Set<Long> inodes = new HashSet<>();
        TABLES.forEach((name, field) -> {
            Path file = root.resolve("thread-self/net").resolve(name);
            try (BufferedReader rows = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
                rows.lines().forEach(row -> add(row, field, inodes));
            } catch (IOException | UncheckedIOException e) {
                // The kernel lacks that kind, or shows it to root only: its sockets then count as unlisted.
                return;
            }
        });
        return inodes;
    }

    private static void add(String row, int field, Set<Long> inodes) {
        String[] fields = SPACES.split(row.strip(), -1);
        if (fields.length > field && fields[field].matches("\\d{1,18}")) {
            inodes.add(Long.valueOf(fields[field]));
        }
    }
}
