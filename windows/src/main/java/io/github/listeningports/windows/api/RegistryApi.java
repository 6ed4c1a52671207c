package io.github.listeningports.windows.api;

import com.sun.jna.Function;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** The functions of Windows that read the registry below HKEY_LOCAL_MACHINE. */
public final class RegistryApi {

    /** winreg.h; sign-extended as a pointer. */
    private static final Pointer LOCAL_MACHINE = new Pointer((int) 0x80000002L);

    /** winnt.h: KEY_READ, and the 64-bit view for a 32-bit program too. */
    private static final int KEY_READ = 0x20019 | 0x100;

    private static final int REG_SZ = 1;
    private static final int REG_EXPAND_SZ = 2;
    private static final int REG_DWORD = 4;

    private static final int FILE_NOT_FOUND = 2;
    private static final int PATH_NOT_FOUND = 3;
    private static final int NO_MORE_ITEMS = 259;

    /** "Registry element size limits": a value's name has at most 16,383 characters. */
    private static final int MAX_NAME = 16_384;

    private static final int FIRST_DATA = 16 * 1024;
    private static final int MAX_DATA = 4 * 1024 * 1024;

    private final Function openKey;
    private final Function closeKey;
    private final Function queryInfo;
    private final Function enumValue;
    private final Function queryValue;

    RegistryApi() {
        Dll advapi32 = new Dll("advapi32.dll");
        openKey = advapi32.function("RegOpenKeyExW");
        closeKey = advapi32.function("RegCloseKey");
        queryInfo = advapi32.function("RegQueryInfoKeyW");
        enumValue = advapi32.function("RegEnumValueW");
        queryValue = advapi32.function("RegQueryValueExW");
    }

    /** Opens a key; empty if it does not exist. */
    public Optional<Key> open(String path) throws IOException {
        ByteBuffer out = WideText.allocate(Long.BYTES);
        int error = openKey.invokeInt(Dll.arguments(LOCAL_MACHINE, WideText.encode(path), 0, KEY_READ, out));
        if (error == FILE_NOT_FOUND || error == PATH_NOT_FOUND) {
            return Optional.empty();
        }
        check(error, "RegOpenKeyExW", path);
        return Optional.of(new Key(path, new Handle(new Pointer(Dll.pointerIn(out, 0)), closeKey)));
    }

    /**
     * Changes when a value of the key does.
     *
     * @param written the time of the last write (FILETIME)
     */
    public record Stamp(String path, long written, int values, int subkeys) {

        public boolean isEmpty() {
            return values == 0 && subkeys == 0;
        }
    }

    /** An open key. */
    public final class Key implements AutoCloseable {

        private final String path;
        private final Handle handle;

        Key(String path, Handle handle) {
            this.path = path;
            this.handle = handle;
        }

        @Override
        public void close() {
            handle.close();
        }

        public Stamp stamp() throws IOException {
            ByteBuffer subkeys = WideText.allocate(Integer.BYTES);
            ByteBuffer values = WideText.allocate(Integer.BYTES);
            ByteBuffer written = WideText.allocate(Long.BYTES);
            int error = queryInfo.invokeInt(Dll.arguments(
                    handle.pointer(), null, null, null, subkeys, null, null, values, null, null, null, written));
            check(error, "RegQueryInfoKeyW", path);
            return new Stamp(path, written.getLong(0), values.getInt(0), subkeys.getInt(0));
        }

        /** All text values, sorted by name, so that reasons stay the same from one snapshot to the next. */
        public Map<String, String> texts() throws IOException {
            Map<String, String> texts = new TreeMap<>();
            ByteBuffer name = WideText.allocate(2 * MAX_NAME);
            ByteBuffer type = WideText.allocate(Integer.BYTES);
            ByteBuffer nameSize = WideText.allocate(Integer.BYTES);
            ByteBuffer size = WideText.allocate(Integer.BYTES);
            ByteBuffer data = WideText.allocate(FIRST_DATA);
            for (int index = 0; ; ) {
                nameSize.putInt(0, MAX_NAME);
                size.putInt(0, data.capacity());
                int error = enumValue.invokeInt(
                        Dll.arguments(handle.pointer(), index, name, nameSize, null, type, data, size));
                if (error == NO_MORE_ITEMS) {
                    return texts;
                }
                if (error == WindowsError.MORE_DATA && data.capacity() < MAX_DATA) {
                    data = WideText.allocate(2 * data.capacity());
                    continue;
                }
                check(error, "RegEnumValueW", path);
                if (isText(type.getInt(0))) {
                    texts.put(WideText.decode(name, 0), decode(data, size.getInt(0)));
                }
                index++;
            }
        }

        /** A text value; empty if there is none. */
        public Optional<String> text(String name) throws IOException {
            ByteBuffer data = WideText.allocate(2 * MAX_NAME);
            return query(name, data).filter(found -> isText(found.type())).map(found -> decode(data, found.size()));
        }

        /** Whether a value of any type exists and is not blank. */
        public boolean isSet(String name) throws IOException {
            ByteBuffer data = WideText.allocate(2 * MAX_NAME);
            return query(name, data)
                    .filter(found ->
                            !isText(found.type()) || !decode(data, found.size()).isBlank())
                    .isPresent();
        }

        /**
         * A numeric value; empty if there is none.
         *
         * @throws IOException also if the value is not a number
         */
        public OptionalInt number(String name) throws IOException {
            ByteBuffer data = WideText.allocate(2 * MAX_NAME);
            Optional<Found> found = query(name, data);
            if (found.isPresent()
                    && (found.get().type() != REG_DWORD || found.get().size() != Integer.BYTES)) {
                throw new IOException(path + "\\" + name + " is not a number (type "
                        + found.get().type() + ")");
            }
            return found.isPresent() ? OptionalInt.of(data.getInt(0)) : OptionalInt.empty();
        }

        private Optional<Found> query(String name, ByteBuffer data) throws IOException {
            ByteBuffer type = WideText.allocate(Integer.BYTES);
            ByteBuffer size = WideText.allocate(Integer.BYTES).putInt(0, data.capacity());
            int error = queryValue.invokeInt(
                    Dll.arguments(handle.pointer(), WideText.encode(name), null, type, data, size));
            if (error == FILE_NOT_FOUND) {
                return Optional.empty();
            }
            check(error, "RegQueryValueExW", path + "\\" + name);
            return Optional.of(new Found(type.getInt(0), size.getInt(0)));
        }
    }

    private record Found(int type, int size) {}

    private static boolean isText(int type) {
        return type == REG_SZ || type == REG_EXPAND_SZ;
    }

    /** Registry text need not end with NUL. */
    private static String decode(ByteBuffer data, int size) {
        return WideText.decode(data.duplicate().limit(Math.min(Math.max(size, 0), data.capacity())), 0);
    }

    private static void check(int error, String function, String what) throws IOException {
        if (error != 0) {
            throw new IOException(function + " of HKLM\\" + what + " failed: " + WindowsError.text(error));
        }
    }
}
