package io.github.listeningports.linux.kernel;

import java.io.File;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * Makes sure that loading JNA neither prints nor starts a process.
 *
 * <p>JNA 5 cleans its temporary directory before it loads anything, and logs a warning with a stack trace if there is no such directory or it is not writable
 * (com.sun.jna.Native.removeTemporaryFiles). And it runs "ldconfig -p" to find the directories of libraries, unless a property names them (the static initialiser of
 * com.sun.jna.NativeLibrary).
 */
final class JnaLoading {

    /** The directories that JNA searches for libraries. It sets the property itself once it has found them. */
    static final String LIBRARY_PATH = "jna.platform.library.path";

    private static final Path LD_CACHE = Path.of("/etc/ld.so.cache");

    private JnaLoading() {}

    /** Why JNA would print a warning, and what to do about it; empty if it prints nothing. */
    static Optional<String> whyItWouldPrint() {
        if (Boolean.getBoolean("jna.nounpack")) {
            return Optional.empty();
        }
        List<File> candidates = temporaryDirectories();
        for (File candidate : candidates) {
            candidate.mkdirs(); // as JNA does
            if (candidate.exists() && candidate.canWrite()) {
                return Optional.empty();
            }
        }
        return Optional.of("it cannot unpack its library: not a writable directory: "
                + candidates.stream().map(File::toString).collect(Collectors.joining(", "))
                + "; name one from which code may run (-Djna.tmpdir=DIRECTORY), or where its library libjnidispatch.so is"
                + " (-Djna.nounpack=true -Djna.boot.library.path=DIRECTORY)");
    }

    /** In JNA's order: com.sun.jna.Native.getTempDir. */
    private static List<File> temporaryDirectories() {
        String chosen = System.getProperty("jna.tmpdir");
        if (chosen != null) {
            return List.of(new File(chosen));
        }
        String environment = System.getenv("XDG_CACHE_HOME");
        File cache = environment == null || environment.isBlank()
                ? new File(System.getProperty("user.home", ""), ".cache")
                : new File(environment);
        return List.of(new File(cache, "JNA/temp"), new File(System.getProperty("java.io.tmpdir", "")));
    }

    /** Sets the property to the directories that JNA would find with "ldconfig -p": those that are fixed, and those of the dynamic linker's cache. */
    static void nameLibraryDirectories() {
        if (System.getProperty(LIBRARY_PATH) != null) {
            return;
        }
        Set<String> directories = new LinkedHashSet<>();
        String multiArch = multiArch(System.getProperty("os.arch", ""));
        String bits = System.getProperty("sun.arch.data.model", "64");
        for (String each : List.of("/usr/lib/" + multiArch, "/lib/" + multiArch, "/usr/lib" + bits, "/lib" + bits)) {
            directories.add(each);
        }
        directories.add("/usr/lib");
        directories.add("/lib");
        Optional<byte[]> cache = new ProcFiles().readIfPossible(LD_CACHE);
        if (cache.isPresent()) {
            directories.addAll(LdCacheParser.directories(cache.get()));
        }
        StringJoiner path = new StringJoiner(File.pathSeparator);
        for (String each : directories) {
            if (new File(each).isDirectory()) {
                path.add(each);
            }
        }
        System.setProperty(LIBRARY_PATH, path.toString());
    }

    /** com.sun.jna.NativeLibrary.getMultiArchPath. */
    private static String multiArch(String architecture) {
        return switch (architecture) {
            case "amd64", "x86_64" -> "x86_64-linux-gnu";
            case "x86", "i386" -> "i386-linux-gnu";
            case "arm" -> "arm-linux-gnueabi";
            case "ppc64", "ppc64le" -> "powerpc64-linux-gnu";
            default -> architecture + "-linux-gnu";
        };
    }
}
