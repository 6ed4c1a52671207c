package io.github.listeningports.windows.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.lab.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links in a temporary directory. */
class PathLinksTest {

    private static final PathLinks LINKS = PathLinks.ofThisMachine();

    @TempDir
    private Path temporary;

    private Path directory;
    private Path program;

    @BeforeEach
    void makeAProgram() throws IOException {
        directory = Files.createDirectory(temporary.toRealPath().resolve("programs"));
        program = Files.createFile(directory.resolve("program.exe"));
    }

    @Test
    void withoutLinks() {
        assertFalse(LINKS.isLink(program.toString()));
        assertFalse(LINKS.passesLink(program.toString()));
        assertEquals(Optional.of(program.toString()), LINKS.realPath(program.toString()));
    }

    @Test
    void aFileThatIsALink() throws IOException {
        String link = link("link.exe", program);

        assertTrue(LINKS.isLink(link));
        assertFalse(LINKS.passesLink(link));
        assertEquals(Optional.of(program.toString()), LINKS.realPath(link));
    }

    @Test
    void aDirectoryThatIsALink() throws IOException {
        String path = Path.of(link("link", directory), "program.exe").toString();

        assertFalse(LINKS.isLink(path));
        assertTrue(LINKS.passesLink(path));
        assertEquals(Optional.of(program.toString()), LINKS.realPath(path));
    }

    @Test
    void missingFiles() {
        for (String path : new String[] {directory + "/none.exe", directory + "/none/none.exe", "\0", "a:b:c?*"}) {
            assertFalse(LINKS.isLink(path));
            assertFalse(LINKS.passesLink(path));
            assertEquals(Optional.of(path), LINKS.realPath(path));
        }
    }

    private String link(String name, Path target) throws IOException {
        Path link = temporary.toRealPath().resolve(name);
        try {
            Files.createSymbolicLink(link, target);
        } catch (IOException | UnsupportedOperationException e) {
            Machine.needs(false, "the right to make symbolic links: " + e);
        }
        Machine.needs(Files.isSymbolicLink(link), "symbolic links, which wine only pretends to make");
        return link.toString();
    }
}
