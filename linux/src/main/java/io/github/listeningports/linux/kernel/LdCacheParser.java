package io.github.listeningports.linux.kernel;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * /etc/ld.so.cache, the dynamic linker's list of libraries (ld.so(8)). Its string table holds the path of every library, ended by NUL (glibc elf/cache.c); the numbers before
 * it are not needed.
 */
final class LdCacheParser {

    private LdCacheParser() {}

    /** The directories of the libraries. */
    static Set<String> directories(byte[] cache) {
        Set<String> directories = new LinkedHashSet<>();
        for (String text : new String(cache, StandardCharsets.ISO_8859_1).split("\0", -1)) {
            int end = text.lastIndexOf('/');
            if (end > 0 && text.charAt(0) == '/') {
                directories.add(text.substring(0, end));
            }
        }
        return directories;
    }
}
