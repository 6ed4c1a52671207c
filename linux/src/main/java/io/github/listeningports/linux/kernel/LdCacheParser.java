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
        // By what searches for a character natively: this runs in a JVM that has just started.
        String text = new String(cache, StandardCharsets.ISO_8859_1);
        for (int slash = text.indexOf("\0/"); slash >= 0; slash = text.indexOf("\0/", slash + 1)) {
            int end = text.indexOf('\0', slash + 1);
            int name = text.lastIndexOf('/', end < 0 ? text.length() : end);
            if (name > slash + 1) {
                directories.add(text.substring(slash + 1, name));
            }
        }
        return directories;
    }
}
