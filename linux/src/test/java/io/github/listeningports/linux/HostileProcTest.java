package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.ListeningPort;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.HostileTexts;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.linux.kernel.NativeTier;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A /proc that somebody made to mislead, hang or break whoever reads it: what is well formed is listed, and the rest harms nothing. */
class HostileProcTest {

    private static final String TREE = "linux-2.6.18-i686";

    /** What a look with all details reads. */
    private static final List<String> FILES = List.of(
            "stat",
            "version",
            "sys/kernel/random/boot_id",
            "sys/net/ipv4/conf/all/route_localnet",
            "1/mountinfo",
            "1/net/tcp",
            "1/net/tcp6",
            "1/net/udp",
            "1/net/udp6",
            "1/net/if_inet6",
            "1/net/dev",
            "1/root/etc/passwd",
            "1/uid_map",
            "self/status",
            "1817/stat",
            "1817/status",
            "1817/cgroup",
            "1817/cmdline",
            "1817/exe",
            "1817/cwd",
            "1817/uid_map",
            "1817/ns/net",
            "1817/task",
            "1817/fd/4",
            "1817/fd",
            "1817");

    @TempDir
    private Path root;

    private Optional<Path> replaced = Optional.empty();

    /** JUnit warns of deleting a link that leads out of its directory. */
    @AfterEach
    void removeLinks() throws IOException {
        if (replaced.isPresent() && Files.isSymbolicLink(replaced.get())) {
            Files.delete(replaced.get());
        }
    }

    @BeforeEach
    void unpack() throws IOException {
        ProcTree.unpack(TREE, root);
        ProcTree.write(root.resolve("1/stat"), stat("init"));
    }

    static List<String> files() {
        return FILES;
    }

    static List<String> names() {
        return HostileTexts.inUtf8();
    }

    @ParameterizedTest
    @MethodSource("files")
    void aPipeThatNobodyWritesTo(String file) throws IOException {
        Machine.needs("mkfifo");
        replace(file, path -> Machine.run("mkfifo", path.toString()));
        try {
            assertListed(file);
        } finally {
            new RandomAccessFile(root.resolve(file).toFile(), "rw").close(); // lets a read end that nobody waits for
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void aDirectory(String file) throws IOException {
        replace(file, Files::createDirectory);
        assertListed(file);
    }

    @ParameterizedTest
    @MethodSource("files")
    void aFile(String file) throws IOException {
        replace(file, path -> Files.write(path, new byte[] {(byte) 0xff, 0, '\n', 27, '\n', '(', ')'}));
        assertListed(file);
    }

    @ParameterizedTest
    @MethodSource("files")
    void aDeviceThatNeverEnds(String file) throws IOException {
        replace(file, path -> Files.createSymbolicLink(path, Path.of("/dev/zero")));
        assertListed(file);
    }

    @ParameterizedTest
    @MethodSource("files")
    void aLinkToItself(String file) throws IOException {
        replace(file, path -> Files.createSymbolicLink(path, path.getFileName()));
        assertListed(file);
    }

    @ParameterizedTest
    @MethodSource("files")
    void aLinkToNothing(String file) throws IOException {
        replace(file, path -> Files.createSymbolicLink(path, Path.of("nowhere/at/all")));
        assertListed(file);
    }

    @ParameterizedTest
    @MethodSource("files")
    void aLinkToTheRootOfTheMachine(String file) throws IOException {
        replace(file, path -> Files.createSymbolicLink(path, Path.of("/")));
        assertListed(file);
    }

    @ParameterizedTest
    @MethodSource("files")
    void aLinkToWhereItIs(String file) throws IOException {
        replace(file, path -> Files.createSymbolicLink(path, Path.of("..")));
        assertListed(file);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "007",
                "0001817",
                "+7",
                "1817 ",
                "1e3",
                "0x1",
                "4294967296",
                "9999999999",
                "99999999999",
                "18446744073709551617"
            })
    void whatIsNoPidIsNoProcess(String name) throws IOException {
        Files.createDirectories(root.resolve(name));
        for (String each : List.of("stat", "status")) {
            Files.copy(root.resolve("1817").resolve(each), root.resolve(name).resolve(each));
        }
        Files.createDirectories(root.resolve(name).resolve("fd"));
        Files.createSymbolicLink(root.resolve(name).resolve("fd/4"), Path.of("socket:[5204]"));

        for (NativeTier.Mode mode : List.of(NativeTier.Mode.NEVER, NativeTier.Mode.ALWAYS)) {
            assertEquals(List.of(1817L), Look.pids(look(mode).onPort(111).get(0)), mode::toString);
        }
    }

    @ParameterizedTest
    @EnumSource(NativeTier.Mode.class)
    void aPathThatIsAsLongAsPathsCanBe(NativeTier.Mode mode) throws IOException {
        Path deep = root.resolve("deep");
        while (deep.toString().length() < 3_800) {
            deep = deep.resolve("d".repeat(200));
        }
        ProcTree.unpack(TREE, deep);
        root = deep;

        assertEquals(List.of(1817L), Look.pids(look(mode).onPort(111).get(0)));
    }

    @ParameterizedTest
    @MethodSource("names")
    void aNameOfAProcess(String name) throws IOException {
        Files.write(root.resolve("1817/stat"), stat(name).getBytes(StandardCharsets.UTF_8));
        ListeningPort port = look(NativeTier.Mode.NEVER).onPort(111).get(0);

        assertEquals(Optional.of(name), port.owners().get(0).name());
        assertHarmless(port);
    }

    @ParameterizedTest
    @MethodSource("names")
    void aControlGroup(String name) throws IOException {
        for (String group : List.of(
                "/" + name + ".service",
                "/session-" + name + ".scope",
                "/user.slice/user@1000.service/app.slice/" + name + ".scope",
                "/user.slice/user@1000.service/app.slice/lxc/" + name,
                "/lxc.payload." + name,
                "/machine-" + name + ".scope",
                "/machine-\\x20.scope",
                "/qemu.slice/" + name + ".scope",
                "/docker/" + "0".repeat(64) + "/" + name)) {
            ProcTree.write(root.resolve("1817/cgroup"), "0::" + group + "\n1:name=systemd:" + group + "\n");
            assertHarmless(look(NativeTier.Mode.NEVER).onPort(111).get(0));
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void aCommandLine(String name) throws IOException {
        for (String interpreter : List.of("java", "python3", "node", "ruby", "perl", "php", "bash", "dotnet", "mono")) {
            replace("1817/exe", path -> Files.createSymbolicLink(path, Path.of("/usr/bin/" + interpreter)));
            for (String option : List.of("", "-jar\0", "-m\0", "exec\0")) {
                ProcTree.write(
                        root.resolve("1817/cmdline"), interpreter + "\0" + option + name + "\0" + name + ".dll\0");
                assertHarmless(look(NativeTier.Mode.NEVER).onPort(111).get(0));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void aUserAndAnExecutable(String name) throws IOException {
        ProcTree.write(root.resolve("1/root/etc/passwd"), name + ":x:32:32::/:/bin/sh\nrpc" + name + ":x:32:32::/:\n");
        if (name.length() < 200) {
            replace("1817/exe", path -> Files.createSymbolicLink(path, Path.of("/usr/bin/" + name)));
        }
        assertHarmless(look(NativeTier.Mode.NEVER).onPort(111).get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"btime 99999999999999999999", "btime -1", "btime 999999999999", "btime", "btime \u0661"})
    void aTimeOfBootThatCannotBe(String line) throws IOException {
        ProcTree.write(root.resolve("stat"), "cpu  1 0 1 100 0 0 0 0\n" + line + "\n");
        ProcTree.write(root.resolve("1817/stat"), stat("portmap").replace(" 2211 ", " 9223372036854775807 "));
        assertHarmless(look(NativeTier.Mode.NEVER).onPort(111).get(0));
    }

    @Test
    void bytesThatAreNoText() throws IOException {
        int at = stat("").indexOf('(') + 1;
        byte[] name = stat("?").getBytes(StandardCharsets.ISO_8859_1);
        for (int each = 1; each < 256; each++) {
            name[at] = (byte) each;
            Files.write(root.resolve("1817/stat"), name);
            assertHarmless(look(NativeTier.Mode.NEVER).onPort(111).get(0));
        }
    }

    private interface Replacement {
        void make(Path path) throws IOException;
    }

    private void replace(String file, Replacement replacement) throws IOException {
        Path path = root.resolve(file);
        if (Files.isDirectory(path)) {
            try (Stream<Path> below = Files.walk(path)) {
                for (Path each : below.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(each);
                }
            }
        } else {
            Files.deleteIfExists(path);
        }
        replaced = Optional.of(path);
        Files.createDirectories(path.getParent());
        replacement.make(path);
    }

    /** The other sockets, whatever became of this file; and of other processes' names only those that are harmless. */
    private void assertListed(String file) {
        for (NativeTier.Mode mode : List.of(NativeTier.Mode.NEVER, NativeTier.Mode.ALWAYS)) {
            PortSnapshot snapshot = look(mode);
            int missing = file.startsWith("1/net/tcp") || file.startsWith("1/net/udp") ? 2 : 0;
            assertTrue(snapshot.ports().size() >= 4 - missing, snapshot::toString);
            snapshot.forEach(HostileProcTest::assertHarmless);
            snapshot.diagnostics()
                    .forEach(each -> assertTrue(HostileTexts.isHarmless(each.toString()), each::toString));
        }
    }

    private static void assertHarmless(ListeningPort port) {
        assertTrue(HostileTexts.isHarmless(port.toString()), port::toString);
        for (ProcessInfo owner : port.owners()) {
            for (Object each : List.of(
                    owner,
                    owner.displayName(),
                    owner.startedBy(),
                    owner.program(),
                    owner.user(),
                    owner.container(),
                    owner.ancestors())) {
                assertTrue(HostileTexts.isHarmless(each.toString()), each::toString);
            }
        }
    }

    private PortSnapshot look(NativeTier.Mode mode) {
        SnapshotRequest request = SnapshotRequest.detailed()
                .withCommandLines()
                .withAncestors()
                .withWorkingDirectories()
                .withAllNetworkNamespaces()
                .withProcRoot(root);
        LinuxSource source = new LinuxSource(request, ByteOrder.LITTLE_ENDIAN, mode, System::nanoTime);
        PortSnapshot first = source.snapshot();
        PortSnapshot second = source.snapshot();
        assertEquals(first.ports(), second.ports());
        return second;
    }

    private static String stat(String name) {
        return "1817 (" + name
                + ") S 1 1817 1817 0 -1 4194368 52 0 0 0 0 0 0 0 18 0 1 0 2211 1888256 120 4294967295 134512640 134539004 3215442944 0 0 0 0 0 0 0 0 0 17 0 0 0\n";
    }
}
