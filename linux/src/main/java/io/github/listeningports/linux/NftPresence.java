package io.github.listeningports.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Whether this kernel has nf_tables in memory, and legacy ebtables. To ask it without knowing could load the module: net/netfilter/nfnetlink.c asks for what it does not have.
 */
final class NftPresence {

    private static final int NETLINK_NETFILTER = 12;

    private final Path root;
    private final ProcFiles files;
    private @Nullable Boolean builtIn;

    NftPresence(Path root, ProcFiles files) {
        this.root = root;
        this.files = files;
    }

    /** @throws IOException if that cannot be told: to take it for absent would make allowed what its rules block */
    boolean isThere(Path netDirectory) throws IOException {
        if (!hasNetfilterSocket(text(netDirectory.resolve("netlink")))) {
            return false;
        }
        if (Files.notExists(root.resolve("modules"))) {
            return true; // a kernel without modules loads none
        }
        return ("\n" + text(root.resolve("modules"))).contains("\nnf_tables ") || isBuiltIn();
    }

    /** Whether legacy ebtables may have rules: its tables are modules, or the kernel has no modules, and it is built in; or that cannot be told. */
    boolean filtersBridges() {
        try {
            return Files.notExists(root.resolve("modules"))
                    ? text(root.resolve("kallsyms")).contains(" ebt_do_table")
                    : ("\n" + text(root.resolve("modules"))).contains("\nebtable_");
        } catch (IOException e) {
            return true;
        }
    }

    /** The kernel's own end of that protocol: its port is 0. */
    static boolean hasNetfilterSocket(String table) {
        return table.lines()
                .map(line -> line.strip().split("\\s+", -1))
                .anyMatch(fields -> fields.length > 2
                        && fields[1].equals(Integer.toString(NETLINK_NETFILTER))
                        && fields[2].equals("0"));
    }

    /** It is not listed as a module: its names are among the kernel's, or it is not there. */
    private boolean isBuiltIn() throws IOException {
        Boolean known = builtIn;
        if (known == null) {
            known = text(root.resolve("kallsyms")).contains(" nf_tables_newrule");
            builtIn = known;
        }
        return known;
    }

    private String text(Path file) throws IOException {
        try {
            return new String(files.read(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new IOException("what the kernel has of netfilter is not known, for " + file + " cannot be read", e);
        }
    }
}
