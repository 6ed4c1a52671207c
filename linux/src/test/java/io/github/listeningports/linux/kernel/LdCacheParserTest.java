package io.github.listeningports.linux.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.lab.Machine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LdCacheParserTest {

    @Test
    void theDirectoriesOfAllPaths() {
        String cache =
                "glibc-ld.so.cache1.1\0\1\2/\0libc.so.6\0/lib/x/libc.so.6\0/opt/b/liba.so\0/lib/x/libm.so\0/liba";

        assertEquals(
                Set.of("/lib/x", "/opt/b"), LdCacheParser.directories(cache.getBytes(StandardCharsets.ISO_8859_1)));
        assertEquals(Set.of("/lib"), LdCacheParser.directories("\0/lib/a".getBytes(StandardCharsets.ISO_8859_1)));
        assertEquals(Set.of(), LdCacheParser.directories(new byte[0]));
    }

    @Test
    void thisMachinesAreThoseThatLdconfigLists() throws IOException {
        Path cache = Path.of("/etc/ld.so.cache");
        Path ldconfig = Path.of("/sbin/ldconfig");
        Machine.needs(Files.isReadable(cache) && Files.isExecutable(ldconfig), ldconfig + " and " + cache);

        assertEquals(
                Machine.run(ldconfig.toString(), "-p")
                        .lines()
                        .filter(line -> line.contains(" => "))
                        .map(line -> line.substring(line.indexOf(" => ") + 4, line.lastIndexOf('/')))
                        .collect(Collectors.toSet()),
                LdCacheParser.directories(Files.readAllBytes(cache)));
    }
}
