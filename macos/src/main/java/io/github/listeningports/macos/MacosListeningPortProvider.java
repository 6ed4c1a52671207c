package io.github.listeningports.macos;

import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.spi.ListeningPortProvider;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Listening ports of macOS, from libproc and sysctl(3), which JNA calls: there is no way without native code. On JDK 24 and later the JVM prints a warning for it
 * unless it is started with {@code --enable-native-access=ALL-UNNAMED} (on the module path {@code =com.sun.jna}).
 *
 * <p>Without root, libproc shows the sockets of the caller's own processes. Those of others come from the kernel's lists (net.inet.tcp.pcblist_n and
 * net.inet.udp.pcblist_n), up to macOS 15 for everybody; their owner is then the process that used the socket last, told by a diagnostic. Where a later system
 * holds them back, a diagnostic says that ports are missing. Root sees everything.
 *
 * <p>The name of an owner is that of its file; its user has a name if /etc/passwd has it, which on macOS knows the system's users only, or if it is the one that
 * runs this JVM: directory services are never asked. {@code services} is the label of its launchd job, or else its application bundle, such as {@code Foo.app}.
 *
 * <p>An open source remembers which process holds what. It lists the descriptors of every process each time, but asks about the sockets only of those whose list
 * changed, and about the listeners that it knows; so it pays for what changed and not for every connection. What a list does not betray shows in the
 * kernel's lists at once; a further process that took a socket under the number of another one it had, or an owner that changed its name, is seen at most 60
 * seconds late.
 *
 * <p>The firewall is asked by its own tool, socketfilterfw, for macOS has no call for it; as root also by pfctl. They run for as long as
 * {@link SnapshotRequest#withFirewallTimeout} says, altogether, at most; an open source remembers their answers for 10 seconds. Waiting for them, the JDK starts a daemon
 * thread ("process reaper") that ends a minute later. {@code ALLOWED} is a verdict for root alone, for nobody else sees whether pf is on; content filters
 * of other vendors (network extensions) are not looked at. Where nothing but loopback is listened on, nothing is asked.
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
     * @param system the name of the operating system that it is
     */
    MacosListeningPortProvider(String library, String system, Path passwd) {
        this(library, system, passwd, FirewallTools.OF_THE_SYSTEM);
    }

    /** @param tools that tell of the firewall */
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
}
