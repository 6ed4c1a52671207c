package io.github.listeningports.windows.firewall;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** The links in a path, as the file system reports them; tests have their own. */
interface PathLinks {

    /** Whether the file itself is a link; false if unknown. */
    boolean isLink(String path);

    /** Whether a directory of the path is a link or a mount point; false if unknown. */
    boolean passesLink(String path);

    /** The path without links and short names; unchanged if there is no such file, empty if unknown. */
    Optional<String> realPath(String path);

    /** The links of this machine. */
    static PathLinks ofThisMachine() {
        FileRedirection redirection = FileRedirection.of(System.getenv());
        return new PathLinks() {
            @Override
            public boolean isLink(String path) {
                try {
                    return isReparsed(Path.of(redirection.toOpen(path)));
                } catch (IOException | InvalidPathException e) {
                    return false;
                }
            }

            @Override
            public boolean passesLink(String path) {
                try {
                    for (Path up = Path.of(redirection.toOpen(path)).getParent();
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
                    String real = Path.of(redirection.toOpen(path)).toRealPath().toString();
                    return Optional.of(redirection.opened(real));
                } catch (NoSuchFileException | InvalidPathException e) {
                    return Optional.of(path);
                } catch (IOException e) {
                    return Optional.empty();
                }
            }
        };
    }

    /** A symbolic link, or what Java calls "other": a junction or a mount point. */
    private static boolean isReparsed(Path path) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return attributes.isSymbolicLink() || attributes.isOther();
    }
}
