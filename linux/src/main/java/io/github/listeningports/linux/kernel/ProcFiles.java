package io.github.listeningports.linux.kernel;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Reads small files of proc(5) whole. The reported size is ignored (it is 0 or 4096 whatever the content), and the streams of {@link Files} are
 * used because, unlike channels, they do not fail in an interrupted thread.
 */
public final class ProcFiles {

    /** Where proc(5) is mounted, unless the request names another place. */
    public static final Path DEFAULT_ROOT = Path.of("/proc");

    private static final int PIECE_BYTES = 1 << 16;

    private static final int MAX_PID_DIGITS = 9;

    private byte[] buffer = new byte[8192];

    /**
     * Opens a file. In /proc all are regular; whoever made another root may have put a pipe or a device there, whose opening or reading would never end.
     *
     * @throws IOException also if it is none, or a directory
     */
    public static InputStream open(Path file) throws IOException {
        if (!file.startsWith(DEFAULT_ROOT)
                && !Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
            throw new FileSystemException(file.toString(), null, "not a regular file");
        }
        return Files.newInputStream(file);
    }

    /**
     * Lists a directory, which in another root than /proc may be none: java.nio would wait for whoever writes to a pipe.
     *
     * @throws IOException also if it is none
     */
    @SuppressWarnings("StreamResourceLeak") // the caller closes it
    public static DirectoryStream<Path> list(Path directory) throws IOException {
        if (!directory.startsWith(DEFAULT_ROOT)
                && !Files.readAttributes(directory, BasicFileAttributes.class).isDirectory()) {
            throw new NotDirectoryException(directory.toString());
        }
        return Files.newDirectoryStream(directory);
    }

    /** All bytes of a file. */
    public byte[] read(Path file) throws IOException {
        return read(open(file), Integer.MAX_VALUE);
    }

    private byte[] read(InputStream opened, int limit) throws IOException {
        try (InputStream in = opened) {
            int length = 0;
            for (int n = in.read(buffer, 0, buffer.length);
                    n > 0 && length < limit;
                    n = in.read(buffer, length, buffer.length - length)) {
                length += n;
                if (length == buffer.length) {
                    buffer = Arrays.copyOf(buffer, 2 * length);
                }
            }
            return Arrays.copyOf(buffer, Math.min(length, limit));
        }
    }

    /** All bytes of a file; empty if it cannot be read, because its process is gone or access is denied. */
    public Optional<byte[]> readIfPossible(Path file) {
        try {
            return Optional.of(read(file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The first bytes of whatever it is, at most so many; empty if it cannot be read. It may hang: see {@link BoundedReader}. */
    public Optional<byte[]> readIfPossible(Path file, int limit) {
        try {
            return Optional.of(read(Files.newInputStream(file), limit));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Whether a file of ASCII contains a text; empty if it is blank. It is read in pieces, as it may have megabytes.
     *
     * @param between done before each piece
     */
    public static Optional<Boolean> contains(String text, Path file, Runnable between) throws IOException {
        byte[] piece = new byte[PIECE_BYTES];
        boolean blank = true;
        String rest = "";
        try (InputStream in = open(file)) {
            for (int length = in.read(piece); length > 0; length = in.read(piece)) {
                between.run();
                String read = rest + new String(piece, 0, length, StandardCharsets.ISO_8859_1);
                if (read.contains(text)) {
                    return Optional.of(true);
                }
                blank &= read.isBlank();
                rest = read.substring(Math.max(0, read.length() - text.length()));
            }
        }
        return blank ? Optional.empty() : Optional.of(false);
    }

    /** The lines that contain a text, of a file that may be longer than the heap; none if it cannot be read. */
    public static byte[] linesWith(String text, Path file) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(open(file), StandardCharsets.ISO_8859_1))) {
            return lines.lines()
                    .filter(line -> line.contains(text))
                    .collect(Collectors.joining("\n"))
                    .getBytes(StandardCharsets.ISO_8859_1);
        } catch (IOException | UncheckedIOException e) {
            return new byte[0];
        }
    }

    /** The target of a symbolic link, which is not followed; empty if it cannot be read. */
    public static Optional<String> link(Path link) {
        try {
            Path target = Files.readSymbolicLink(link);
            String text = target.toString();
            return Optional.of(isAscii(text) ? text : utf8(target).orElse(text));
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /**
     * The bytes of a path as UTF-8; empty if they are not. Its text is decoded by the locale, and with none, as for most services, everything but ASCII is lost; its
     * URI escapes each byte.
     */
    private static Optional<String> utf8(Path path) {
        // toUri looks whether it is a directory, which could hang: below this path nothing exists.
        Path nowhere = DEFAULT_ROOT.resolve("0");
        Path root = path.getRoot();
        String escaped = nowhere.resolve(root == null ? path : root.relativize(path))
                .toUri()
                .getRawPath()
                .substring(nowhere.toString().length());
        ByteBuffer bytes = ByteBuffer.allocate(escaped.length());
        for (int at = root == null ? 1 : 0; at < escaped.length(); at++) {
            if (escaped.charAt(at) == '%') {
                bytes.put((byte) Integer.parseInt(escaped, at + 1, at + 3, 16));
                at += 2;
            } else {
                bytes.put((byte) escaped.charAt(at));
            }
        }
        try {
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** The inode of a file in /proc; empty if it does not exist. */
    public static OptionalLong inode(Path file) {
        try {
            return Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS) instanceof Long inode
                    ? OptionalLong.of(inode)
                    : OptionalLong.empty();
        } catch (IOException | UnsupportedOperationException e) {
            return OptionalLong.empty();
        }
    }

    /** The pid of this process, as this /proc numbers it; -1 if it does not show it. Unlike ProcessHandle, it starts nothing (java.lang.ProcessHandleImpl makes a pool of threads). */
    public static long ownPid(Path root) {
        Optional<String> self = link(root.resolve("self"));
        return self.isPresent() && isPid(self.get()) ? Long.parseLong(self.get()) : -1;
    }

    /** Whether a name in /proc is a pid: digits only, of which the first is not zero. */
    public static boolean isPid(String name) {
        return isNumber(name, MAX_PID_DIGITS) && name.charAt(0) != '0';
    }

    /** Whether a text consists of decimal digits, at most so many. */
    public static boolean isNumber(String text, int maxDigits) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= maxDigits;
    }
}
