package io.github.listeningports.linux.firewall.nft;

import io.github.listeningports.linux.firewall.packet.Patience;
import io.github.listeningports.linux.kernel.NetlinkSocket;
import io.github.listeningports.linux.kernel.ProcFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * Whether nf_tables and legacy ebtables are in this kernel. A request to a kernel without nf_tables could load the module: net/netfilter/nfnetlink.c requests missing ones.
 */
public final class NetfilterProbe {

    private static final Path LOADED_MODULE = Path.of("/sys/module/nf_tables");

    private final Path root;
    private final ProcFiles files;
    private final Patience patience;
    private @Nullable Boolean builtIn;
    private @Nullable Boolean builtInEbtables;

    /** @param patience looked at between the pieces of files that have megabytes */
    public NetfilterProbe(Path root, ProcFiles files, Patience patience) {
        this.patience = patience;
        this.root = root;
        this.files = files;
    }

    /**
     * Whether nf_tables is in the kernel.
     *
     * @throws IOException if that is unknown: assuming it absent would report blocked packets as allowed
     */
    public boolean isThere(Path netDirectory) throws IOException {
        if (!hasNetfilterSocket(nonEmptyText(netDirectory.resolve("netlink")))) {
            return false;
        }
        if (Files.notExists(root.resolve("modules"))) {
            return hasNoModules() || isLoadedModule();
        }
        return ("\n" + text(root.resolve("modules"))).contains("\nnf_tables ") || isBuiltIn();
    }

    /** A kernel without modules loads none. With subset=pid (proc(5)) the list of modules is hidden, and so is every other file that is not a process's. */
    private boolean hasNoModules() {
        return Files.exists(root.resolve("version"));
    }

    private boolean isLoadedModule() throws IOException {
        if (root.equals(ProcFiles.DEFAULT_ROOT) && Files.exists(LOADED_MODULE)) {
            return true;
        }
        throw new IOException("whether this kernel has nf_tables is unknown, and to request its rules could load it: "
                + root + " shows processes only (subset=pid, or ProcSubset=pid in systemd)");
    }

    /** Whether legacy ebtables may have rules: a table is loaded, or it is built into the kernel, or that is unknown. Asked where there is a bridge. */
    public boolean filtersBridges() {
        try {
            Path modules = root.resolve("modules");
            String loaded = Files.notExists(modules) ? "" : "\n" + text(modules);
            // What is built in needs no module: megabytes of symbols are not read where bridges are one.
            return loaded.contains("\nebtable_") || (!loaded.contains("\nbridge ") && hasBuiltInEbtables());
        } catch (IOException e) {
            return true;
        }
    }

    private boolean hasBuiltInEbtables() throws IOException {
        Boolean known = builtInEbtables;
        if (known == null) {
            // A module's symbol is followed by its name.
            known = hasSymbol(" ebt_do_table\n");
            builtInEbtables = known;
        }
        return known;
    }

    static boolean hasNetfilterSocket(String table) {
        return hasKernelSocket(table, NetlinkSocket.NETFILTER);
    }

    /**
     * Whether a netlink protocol is there already: the kernel's socket of the protocol has port 0. A socket of a protocol that is not would load its module.
     *
     * @param table /proc/net/netlink
     */
    public static boolean hasKernelSocket(String table, int protocol) {
        for (String line : table.split("\n", -1)) {
            StringTokenizer fields = new StringTokenizer(line);
            if (fields.countTokens() > 2) {
                fields.nextToken();
                if (fields.nextToken().equals(Integer.toString(protocol))
                        && fields.nextToken().equals("0")) {
                    return true;
                }
            }
        }
        return false;
    }

    /** If it is no module, its symbols are among the kernel's, or it is absent. */
    private boolean isBuiltIn() throws IOException {
        Boolean known = builtIn;
        if (known == null) {
            known = hasSymbol(" nf_tables_newrule");
            builtIn = known;
        }
        return known;
    }

    private boolean hasSymbol(String name) throws IOException {
        Path symbols = root.resolve("kallsyms");
        try {
            return ProcFiles.contains(name, symbols, patience::look).orElseThrow(() -> empty(symbols));
        } catch (FileSystemException e) {
            throw unreadable(symbols, e);
        }
    }

    private static IOException empty(Path file) {
        return new IOException("netfilter's presence in the kernel is unknown: " + file + " is empty");
    }

    private static IOException unreadable(Path file, IOException cause) {
        return new IOException("netfilter's presence in the kernel is unknown: cannot read " + file, cause);
    }

    private String text(Path file) throws IOException {
        try {
            return new String(files.read(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** The text of a file that is never empty, unless it is masked. */
    private String nonEmptyText(Path file) throws IOException {
        String text = text(file);
        if (text.isBlank()) {
            throw empty(file);
        }
        return text;
    }
}
