package io.github.listeningports.windows.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.jna.Function;
import com.sun.jna.Pointer;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.windows.lab.WindowsMachine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes to the registry below HKEY_LOCAL_MACHINE, on wine only: a real machine's firewall must not be touched. */
public final class TestRegistry {

    private static final Pointer LOCAL_MACHINE = new Pointer((int) 0x80000002L);
    public static final int REG_SZ = 1;
    public static final int REG_MULTI_SZ = 7;

    private static final int REG_DWORD = 4;
    private static final int FILE_NOT_FOUND = 2;

    private static final class Advapi {
        static final Dll DLL = new Dll("advapi32.dll");
        static final Function SET = DLL.function("RegSetKeyValueW");
        static final Function CREATE = DLL.function("RegCreateKeyW");
        static final Function CLOSE = DLL.function("RegCloseKey");
        static final Function DELETE_TREE = DLL.function("RegDeleteTreeW");
        static final Function DELETE_VALUE = DLL.function("RegDeleteKeyValueW");
    }

    private TestRegistry() {}

    public static void needsWine() {
        WindowsMachine.needsWindows();
        Machine.needs(WindowsMachine.isWine(), "wine: nothing is written to the registry of a real Windows");
    }

    public static void set(String key, String name, String text) {
        set(key, name, REG_SZ, text + "\0");
    }

    public static void set(String key, String name, int number) {
        write(key, name, REG_DWORD, WideText.allocate(Integer.BYTES).putInt(0, number));
    }

    /** Writes text as given, without an additional NUL. */
    public static void set(String key, String name, int type, String text) {
        write(key, name, type, WideText.direct(text.getBytes(StandardCharsets.UTF_16LE)));
    }

    private static void write(String key, String name, int type, ByteBuffer data) {
        needsWine();
        assertEquals(
                0,
                Advapi.SET.invokeInt(Dll.arguments(
                        LOCAL_MACHINE, WideText.encode(key), WideText.encode(name), type, data, data.remaining())),
                () -> key + "\\" + name);
    }

    public static void create(String key) {
        needsWine();
        ByteBuffer out = WideText.allocate(Long.BYTES);
        assertEquals(0, Advapi.CREATE.invokeInt(Dll.arguments(LOCAL_MACHINE, WideText.encode(key), out)));
        Advapi.CLOSE.invokeInt(Dll.arguments(new Pointer(Dll.pointerIn(out, 0))));
    }

    public static void deleteValue(String key, String name) {
        needsWine();
        assertEquals(
                0,
                Advapi.DELETE_VALUE.invokeInt(
                        Dll.arguments(LOCAL_MACHINE, WideText.encode(key), WideText.encode(name))));
    }

    /** Deletes a key, if it exists, with everything below. */
    public static void delete(String key) {
        needsWine();
        int error = Advapi.DELETE_TREE.invokeInt(Dll.arguments(LOCAL_MACHINE, WideText.encode(key)));
        assertEquals(0, error == FILE_NOT_FOUND ? 0 : error, key);
    }
}
