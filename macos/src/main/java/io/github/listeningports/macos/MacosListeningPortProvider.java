package io.github.listeningports.macos;

import io.github.listeningports.BindReport;
import io.github.listeningports.BindRequest;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.spi.ListeningPortProvider;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Listening ports of macOS, from libproc and sysctl(3) through JNA: macOS offers no way without native code. On JDK 24 and later the JVM prints a warning for
 * it unless it is started with {@code --enable-native-access=ALL-UNNAMED} (on the module path {@code =com.sun.jna}).
 *
 * <p>Without root, libproc shows the sockets of the caller's own processes. Other users' sockets come from the kernel's lists (net.inet.tcp.pcblist_n and
 * net.inet.udp.pcblist_n), which up to macOS 15 every user can read; the owner shown is then the process that last used the socket, as a diagnostic says, unless
 * the socket was created by yet another user. Where a later system withholds them (macOS 27 is reported to list the calling process's sockets only), a diagnostic
 * reports that ports may be missing. Root sees everything. Flows of the user-space network stack are listeners too; the kernel names their process.
 *
 * <p>An owner's name is that of its executable. Its user has a name if it is in /etc/passwd, which on macOS lists system users only, or if it runs this JVM:
 * directory services are never queried. {@code services} is the label of the launchd job, which macOS hides of Apple's restricted programs, or else the application
 * bundle, such as {@code Foo.app}.
 *
 * <p>An open source remembers which process holds what. Each time it lists the descriptors of every process, but reads only the sockets of processes whose list
 * changed, and the known listeners; so a snapshot costs what changed, not what exists. Most of what a list of descriptors does not show appears in the kernel's
 * lists at once. Two changes are seen up to 60 seconds late: a further process that takes a socket under a descriptor number it already used, and an owner that
 * changes its name. Where the kernel withholds sockets from its lists, so is, up to 5 seconds late, a socket that was idle and listens under its old number.
 *
 * <p>The firewall's settings have no API: they are read with the system's own tools, socketfilterfw and as root pfctl, all calls together within
 * {@link SnapshotRequest#withFirewallTimeout}; an open source caches the results for 10 seconds. To wait for a tool, the JDK starts a daemon thread
 * ("process reaper") that ends a minute later. Only root gets {@code ALLOWED}, since only root can see whether pf is on. Third-party network extensions
 * (content filters) are not examined. Where every listener is bound to loopback, no tool runs.
 */
public final class MacosListeningPortProvider implements ListeningPortProvider {

    private static final String MACOS = "Mac OS X";

    private final NativeAccess nativeAccess;
    private final String system;
    private final Path passwd;
    private final FirewallTools tools;

    public MacosListeningPortProvider() {
        this(LibSystem.NAME, System.getProperty("os.name", ""), Path.of("/etc/passwd"));
    }

    /**
     * @param library the library to call, by name or path
     * @param system the name of the operating system
     */
    MacosListeningPortProvider(String library, String system, Path passwd) {
        this(library, system, passwd, FirewallTools.OF_THE_SYSTEM);
    }

    /** @param tools that show the firewall's settings */
    MacosListeningPortProvider(String library, String system, Path passwd, FirewallTools tools) {
        nativeAccess = new NativeAccess(library);
        this.system = system;
        this.passwd = passwd;
        this.tools = tools;
    }

    @Override
    public String name() {
        return "macos";
    }

    @Override
    public Optional<String> whyUnsupported() {
        return system.equals(MACOS) ? Optional.empty() : Optional.of("this is " + system + ", not macOS");
    }

    @Override
    public ListeningPortSource open(SnapshotRequest request) {
        return new MacosSource(nativeAccess.libSystem(), request, passwd, tools, System::nanoTime);
    }

    /** As xnu decides, from the kernel's list of all sockets with their options; where it withholds some, from the listeners that are known. */
    @Override
    public BindReport explainBind(BindRequest request) {
        return new BindLook(this::open, nativeAccess.libSystem(), request, passwd).explain();
    }
}
