package io.github.listeningports.windows.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Function;
import com.sun.jna.Pointer;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.windows.lab.WindowsMachine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whose rights change, and where: by what Windows says of its tokens, and by the calls that {@code src/test/c/advapi32.c} records. */
class DebugPrivilegeTest {

    private static final int TOKEN_QUERY = 8;
    private static final int TOKEN_PRIVILEGES = 3;
    private static final int SE_DEBUG = 20;
    private static final int SE_PRIVILEGE_ENABLED = 2;

    private static final class Fake {
        static final String PATH = WindowsMachine.fakeAdvapi32().toString();
        static final Dll DLL = new Dll(PATH);
        static final Function CALLS = DLL.function("calls");
        static final Function FAIL = DLL.function("fail");

        /** One line a call: the function, a number, the thread. */
        static List<String> calls() {
            ByteBuffer text = WideText.allocate(4096);
            int length = CALLS.invokeInt(Dll.arguments(text, text.capacity()));
            byte[] bytes = new byte[length];
            text.get(0, bytes);
            return new String(bytes, StandardCharsets.US_ASCII).lines().toList();
        }

        static void fail(String function, int error) {
            FAIL.invokeVoid(
                    Dll.arguments(WideText.direct((function + "\0").getBytes(StandardCharsets.US_ASCII)), error));
        }
    }

    @BeforeAll
    static void needsWindows() {
        WindowsMachine.needsWindows();
    }

    @AfterEach
    void failNoMore() {
        Fake.fail("", 0);
        Fake.calls();
    }

    private static Function function(String library, String name) {
        return new Dll(library).function(name);
    }

    /** The attributes of SeDebugPrivilege in the token of this thread, if it has one, or of the process; empty if it is not in the token. */
    private static OptionalInt attributes(boolean ofThread) {
        ByteBuffer out = WideText.allocate(Long.BYTES);
        Pointer self = function("kernel32.dll", ofThread ? "GetCurrentThread" : "GetCurrentProcess")
                .invokePointer(Dll.arguments());
        int opened = ofThread
                ? function("advapi32.dll", "OpenThreadToken").invokeInt(Dll.arguments(self, TOKEN_QUERY, 1, out))
                : function("advapi32.dll", "OpenProcessToken").invokeInt(Dll.arguments(self, TOKEN_QUERY, out));
        if (opened == 0) {
            return OptionalInt.empty();
        }
        try (Handle token = new Handle(new Pointer(Dll.pointerIn(out, 0)), function("kernel32.dll", "CloseHandle"))) {
            ByteBuffer privileges = WideText.allocate(4096);
            ByteBuffer size = WideText.allocate(Integer.BYTES);
            assertNotEquals(
                    0,
                    function("advapi32.dll", "GetTokenInformation")
                            .invokeInt(Dll.arguments(token.pointer(), TOKEN_PRIVILEGES, privileges, 4096, size)));
            for (int i = 0; i < privileges.getInt(0); i++) {
                if (privileges.getInt(4 + 12 * i) == SE_DEBUG) {
                    return OptionalInt.of(privileges.getInt(12 + 12 * i));
                }
            }
            return OptionalInt.empty();
        }
    }

    private static boolean isEnabled(OptionalInt attributes) {
        return (attributes.orElse(0) & SE_PRIVILEGE_ENABLED) != 0;
    }

    /** Skipped where the user that runs the tests does not have it. */
    @Test
    void onlyTheThreadThatReadsHasIt() {
        OptionalInt before = attributes(false);
        Machine.needs(before.isPresent(), "a user that has SeDebugPrivilege");

        DebugPrivilege.Result<List<Boolean>> result = new DebugPrivilege("advapi32.dll")
                .with(() -> List.of(isEnabled(attributes(true)), isEnabled(attributes(false))));

        assertEquals(Optional.empty(), result.failure());
        assertEquals(List.of(true, isEnabled(before)), result.value());
        assertEquals(before, attributes(false), "the token of the process is as it was");
        assertEquals(OptionalInt.empty(), attributes(true), "this thread impersonates nobody");
    }

    @Test
    void everyCallIsMadeOnAThreadOfItsOwn() {
        DebugPrivilege privilege = new DebugPrivilege(Fake.PATH);
        Fake.calls();

        Thread reader = privilege.with(Thread::currentThread).value();

        List<String> calls = Fake.calls();
        List<String> functions =
                calls.stream().map(line -> line.replaceFirst(" \\d+$", "")).toList();
        assertEquals(
                List.of("ImpersonateSelf 2", "OpenThreadToken 32", "AdjustTokenPrivileges 20", "RevertToSelf 0"),
                functions);
        assertEquals(
                1,
                calls.stream()
                        .map(line -> line.replaceFirst(".* ", ""))
                        .distinct()
                        .count());
        assertNotEquals(Thread.currentThread(), reader);
        assertFalse(reader.isAlive(), "it has ended");
        assertTrue(reader.isDaemon());
    }

    /** Then it is read without, and the reason is known; what was begun is undone. */
    @Test
    void whatFailsIsReported() {
        DebugPrivilege privilege = new DebugPrivilege(Fake.PATH);
        for (String function : List.of("ImpersonateSelf", "OpenThreadToken", "AdjustTokenPrivileges")) {
            Fake.calls();
            Fake.fail(function, 5);
            DebugPrivilege.Result<String> result = privilege.with(() -> "read");

            assertEquals("read", result.value());
            assertTrue(result.failure().orElseThrow().startsWith(function + " failed: "), result::toString);
            assertEquals(
                    !function.equals("ImpersonateSelf"),
                    Fake.calls().stream().anyMatch(line -> line.startsWith("RevertToSelf")));
        }
        Fake.fail("AdjustTokenPrivileges", 1300);
        assertTrue(privilege.with(() -> "read").failure().orElseThrow().startsWith("this user does not have it"));
    }

    @Test
    void exceptionsOfTheReadingAreTheCallers() {
        DebugPrivilege privilege = new DebugPrivilege(Fake.PATH);
        IllegalStateException mistake = new IllegalStateException("a mistake");

        assertSame(
                mistake,
                assertThrows(
                        IllegalStateException.class,
                        () -> privilege.with(() -> {
                            throw mistake;
                        })));
        assertTrue(Fake.calls().stream().anyMatch(line -> line.startsWith("RevertToSelf")));
    }

    @Test
    void anInterruptIsLeftForTheCaller() {
        DebugPrivilege privilege = new DebugPrivilege(Fake.PATH);

        Thread.currentThread().interrupt();
        String value = privilege.with(() -> "read").value();

        assertTrue(Thread.interrupted());
        assertEquals("read", value);
    }
}
