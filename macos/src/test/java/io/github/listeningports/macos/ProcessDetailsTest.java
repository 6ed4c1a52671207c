package io.github.listeningports.macos;

import static io.github.listeningports.macos.FakeMac.hex;
import static io.github.listeningports.macos.Scene.only;
import static io.github.listeningports.macos.Scene.path;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.listeningports.ProcessInfo;
import io.github.listeningports.ProcessUser;
import io.github.listeningports.Program;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.Starter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, users, start times and jobs of owners. */
class ProcessDetailsTest {

    @BeforeAll
    static void needsGcc() {
        FakeMac.needs();
    }

    private static ProcessInfo owner(String process, SnapshotRequest request, String... more) {
        Scene.rootsMac("proc 300 " + process, "sock it lport=9 last=300 uid=0 " + Scene.LOOPBACK, "fd 300 3 sock=it");
        for (String each : more) {
            FakeMac.then(each);
        }
        return only(FakeMac.snapshot(request), 9).process().orElseThrow();
    }

    private static ProcessInfo owner(String process) {
        return owner(process, SnapshotRequest.owners());
    }

    /** As the kernel fills p_comm: 15 bytes and a NUL. */
    private static String comm(String text) {
        return "comm=" + hex(text);
    }

    @Test
    void allDetails() {
        ProcessInfo owner =
                owner("ppid=45 uid=70 ruid=0 start=1700000000.250000 " + path("/usr/sbin/httpd") + " " + comm("x"));

        assertEquals(
                ProcessInfo.builder(300)
                        .ownPidNamespace(true)
                        .parentPid(45)
                        .name("httpd")
                        .executable("/usr/sbin/httpd")
                        .user(new ProcessUser("70", Optional.of("_www")))
                        .startedAt(Instant.parse("2023-11-14T22:13:20.25Z"))
                        .build(),
                owner);
    }

    /** First the complete file name, then pbi_name of 31 bytes, then pbi_comm of 15. */
    @Test
    void namesByPreference() {
        String commName = comm("com.apple.WebKi");
        String name = "name=" + hex("com.apple.WebKit.Networking.xpc");

        assertEquals(
                "Networking",
                owner(path("/a/b/Networking") + " " + name + " " + commName).displayName());
        assertEquals(
                "com.apple.WebKit.Networking.xpc", owner(name + " " + commName).displayName());
        assertEquals("com.apple.WebKi", owner(commName).displayName());
        assertEquals(Optional.empty(), owner(commName).executable());
        assertEquals(Optional.empty(), owner("uid=70").name());
    }

    @Test
    void aNameThatIsNotUtf8() {
        ProcessInfo owner = owner("comm=61ff62e282");

        assertEquals(Optional.of("a\ufffdb\ufffd"), owner.name());
    }

    /** Of another user's process libproc returns the short form only, with the name of 15 bytes. */
    @Test
    void theShortFormOfAnotherUsersProcess() {
        ProcessInfo owner = owner("denied ppid=7 uid=0 start=1700000000.0 " + comm("123456789012345") + " name="
                + hex("1234567890123456"));

        assertEquals(Optional.of("123456789012345"), owner.name());
        assertEquals(OptionalLong.of(7), owner.parentPid());
        assertEquals(Optional.of(new ProcessUser("0", Optional.of("root"))), owner.user());
        assertEquals(Optional.empty(), owner.startedAt());
    }

    @ParameterizedTest
    @CsvSource({"0, root", "70, _www", "4294967294, nobody"})
    void usersOfTheSystemHaveNames(long uid, String name) {
        assertEquals(
                Optional.of(new ProcessUser(Long.toString(uid), Optional.of(name))),
                owner("uid=" + (int) uid).user());
    }

    /** Other users are in a directory that may be remote; the JVM knows the name of the user that runs it. */
    @Test
    void theOwnUserHasTheNameThatTheJvmKnows() {
        FakeMac.plays(
                "proc self uid=501 " + path("/usr/bin/java"),
                "sock it lport=9 uid=501 " + Scene.LOOPBACK,
                "fd self 9 sock=it",
                "proc 300 uid=502",
                "sock other lport=10 uid=502 " + Scene.LOOPBACK,
                "fd 300 3 sock=other");

        assertEquals(
                Optional.of(new ProcessUser("501", Optional.of(System.getProperty("user.name")))),
                only(FakeMac.snapshot(), 9).process().orElseThrow().user());
        assertEquals(
                Optional.of(new ProcessUser("502", Optional.empty())),
                only(FakeMac.snapshot(), 10).process().orElseThrow().user());
    }

    @ParameterizedTest
    @ValueSource(strings = {"start=0.0", "start=1700000000.1000000", "start=18446744073709551615.0"})
    void anImpossibleTimeIsAbsent(String start) {
        assertEquals(Optional.empty(), owner(start).startedAt());
    }

    @ParameterizedTest
    @CsvSource({
        "/Applications/Foo Bar.app/Contents/MacOS/Foo, Foo Bar.app",
        "/Applications/A.app/Contents/Frameworks/B.app/Contents/MacOS/B, A.app",
        "/opt/x.application/bin/x, ",
        "/opt/web.app, "
    })
    void theOutermostApplicationBundle(String executable, String bundle) {
        assertEquals(
                Optional.ofNullable(bundle).stream().toList(),
                owner("ppid=2 " + path(executable)).services());
    }

    /** In the format of KERN_PROCARGS2: a count, the path, padding, the arguments, the environment. */
    private static String arguments(int count, String... texts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {(byte) count, 0, 0, 0});
        bytes.writeBytes("/usr/sbin/httpd\0\0\0\0".getBytes(StandardCharsets.UTF_8));
        for (String text : texts) {
            bytes.writeBytes((text + "\0").getBytes(StandardCharsets.UTF_8));
        }
        return "args=" + hex(bytes.toByteArray());
    }

    /** The label is in the environment of processes that launchd started; their children inherit it and are no jobs. */
    @Test
    void theLabelOfItsLaunchdJob() {
        String arguments = arguments(2, "httpd", "-D", "HOME=/", "XPC_SERVICE_NAME=org.apache.httpd", "X=1");

        assertEquals(List.of("org.apache.httpd"), owner("ppid=1 " + arguments).services());
        assertEquals(
                Optional.of(new Starter(Starter.Kind.LAUNCHD_JOB, "org.apache.httpd")),
                owner("ppid=1 " + arguments).startedBy());
        assertEquals(List.of(), owner("ppid=2 " + arguments).services());
        assertEquals(Optional.empty(), owner("ppid=2 " + arguments).startedBy());
        assertEquals(
                List.of(),
                owner("ppid=1 " + arguments(1, "XPC_SERVICE_NAME=x", "XPC_SERVICE_NAME=0"))
                        .services());
        assertEquals(List.of(), owner("ppid=1 denied " + arguments).services());
        assertEquals(Optional.empty(), owner("ppid=1 " + arguments).commandLine());
    }

    /** launchd adopts it when its parent ends; who started it does not change (bsd/sys/proc_internal.h p_puniqueid). */
    @Test
    void anOrphanOfAJobIsNoJob() {
        String arguments = arguments(2, "httpd", "-D", "XPC_SERVICE_NAME=org.apache.httpd");

        assertEquals(List.of(), owner("ppid=1 starter=45 " + arguments).services());
        ProcessInfo application =
                owner("ppid=1 starter=45 " + path("/Applications/Foo.app/Contents/MacOS/Foo") + " " + arguments);
        assertEquals(List.of("Foo.app"), application.services());
        assertEquals(Optional.empty(), application.startedBy(), "the bundle that it is of started nothing");
        // A debugger adopts it, too.
        assertEquals(
                List.of("org.apache.httpd"),
                owner("ppid=7 starter=1 " + arguments).services());
    }

    /** Of Apple's restricted programs nobody sees the environment; the arguments are there. */
    @Test
    void theLabelOfARestrictedProgramIsHidden() {
        ProcessInfo owner = owner(
                "ppid=1 restricted " + arguments(2, "sshd", "-D", "XPC_SERVICE_NAME=com.openssh.sshd"),
                SnapshotRequest.owners().withCommandLines());

        assertEquals(List.of(), owner.services());
        assertEquals(Optional.of(List.of("sshd", "-D")), owner.commandLine());
    }

    @Test
    void theCommandLineOnRequest() {
        ProcessInfo owner = owner(
                "ppid=2 " + arguments(3, "httpd", "", "-D", "PASSWORD=secret"),
                SnapshotRequest.owners().withCommandLines());

        assertEquals(Optional.of(List.of("httpd", "", "-D")), owner.commandLine());
    }

    /** From the arguments of an interpreter, which nothing else of is kept: they can hold secrets, and so can the environment behind them. */
    @ParameterizedTest
    @CsvSource({
        "/usr/bin/java, orders.jar (java), java -Dpassword=hunter2 -jar /srv/orders.jar hunter2",
        "/Library/Frameworks/Python.framework/Versions/3.12/Resources/Python.app/Contents/MacOS/Python, manage.py (python), "
                + "/Library/Frameworks/Python.framework/Versions/3.12/bin/../Python manage.py runserver",
        "/opt/homebrew/bin/python3.12, http.server (python), python3 -m http.server 8000",
        "/opt/homebrew/bin/node, app.js (node), node --inspect app.js hunter2",
        "/opt/homebrew/bin/node, , node -e hunter2",
        "/usr/bin/java, , a title of its own",
        "/usr/sbin/httpd, , java -jar orders.jar"
    })
    void theProgramOfAnInterpreter(String executable, String program, String commandLine) {
        String[] words = commandLine.split(" ", -1);
        String[] all = Arrays.copyOf(words, words.length + 1);
        all[words.length] = "PASSWORD=hunter2";
        ProcessInfo owner = owner("ppid=2 " + path(executable) + " " + arguments(words.length, all));

        assertEquals(Optional.ofNullable(program), owner.program().map(Program::toString));
        assertEquals(Optional.empty(), owner.commandLine());
        assertFalse(owner.toString().contains("hunter2"));
    }

    /** Without the right to see the arguments of another user's process. */
    @Test
    void theProgramOfAnotherUsersInterpreter() {
        ProcessInfo owner =
                owner("denied ppid=2 " + path("/usr/bin/java") + " " + arguments(3, "java", "-jar", "orders.jar"));

        assertEquals(Optional.empty(), owner.program());
        assertEquals(Optional.of("java"), owner.name());
    }

    /** Where access is denied it is absent; the process is still reported. */
    @Test
    void theCommandLineOfAnotherUsersProcess() {
        ProcessInfo owner = owner(
                "denied " + arguments(1, "httpd"), SnapshotRequest.owners().withCommandLines());

        assertEquals(Optional.empty(), owner.commandLine());
        assertFalse(owner.user().isEmpty());
    }
}
