package io.github.listeningports.windows.firewall;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** What the file system says of links in a path; in tests something else does. */
interface PathLinks {

    /** Whether the file itself is a link; false where that is not told. */
    boolean isLink(String path);

    /** Whether a directory on the way is a link, or another volume is mounted there; false where that is not told. */
    boolean passesLink(String path);

    /** Without links and short names; as it is where there is no such file, empty where that is not told. */
    Optional<String> realPath(String path);

    /** That of this machine. */
    static PathLinks ofThisMachine() {
        return new PathLinks() {
            @Override
            public boolean isLink(String path) {
                try {
                    return isReparsed(Path.of(path));
                } catch (IOException | InvalidPathException e) {
                    return false;
                }
            }

            @Override
            public boolean passesLink(String path) {
                try {
                    for (Path up = Path.of(path).getParent();
                            up != null && up.getParent() != null;
                            up = up.getParent()) {
                        if (isReparsed(up)) {
                            return true;
                        }
                    }
                    return false;
                } catch (IOException | InvalidPathException e) {
                    return false;
                }
            }

            @Override
            public Optional<String> realPath(String path) {
                try {
                    return Optional.of(Path.of(path).toRealPath().toString());
                } catch (NoSuchFileException | InvalidPathException e) {
                    return Optional.of(path);
                } catch (IOException e) {
                    return Optional.empty();
                }
            }
        };
    }

    /** A symbolic link, or what Java calls "other": a junction, a mounted volume. */
    private static boolean isReparsed(Path path) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return attributes.isSymbolicLink() || attributes.isOther();
    }
}
