package io.github.listeningports.windows.api;

import com.sun.jna.Function;
import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;

/**
 * What NtQuerySystemInformation says of processes that this program may not open: their start times and programs. Microsoft documents the function, and that it may change;
 * so each answer is tested before use, and without it the documented functions remain.
 */
final class SystemInformationApi {

    private static final int PROCESS_INFORMATION = 5;

    /** SystemProcessIdInformation, since Windows Vista: not in the headers. */
    private static final int PROCESS_ID_INFORMATION = 88;

    /** STATUS_INFO_LENGTH_MISMATCH (ntstatus.h). */
    private static final int LENGTH_MISMATCH = 0xC0000004;

    private static final int FIRST_SIZE = 512 * 1024;
    private static final int MAX_SIZE = 256 * 1024 * 1024;
    private static final int MAX_CALLS = 5;

    /** A UNICODE_STRING holds less than 64 KB. */
    private static final int MAX_PATH_BYTES = 65_534;

    private static final int MAX_DEVICE_CHARACTERS = 1_024;

    private final Function query;
    private final Function dosDevice;
    private int size = FIRST_SIZE;

    /** @param library ntdll.dll, or the path of its stand-in for a test */
    SystemInformationApi(String library) {
        query = new Dll(library).function("NtQuerySystemInformation");
        dosDevice = new Dll("kernel32.dll").function("QueryDosDeviceW");
    }

    /** All processes by pid; empty if the answer is not as expected. */
    Optional<Map<Long, ProcessEntry>> processes() {
        ByteBuffer needed = WideText.allocate(Integer.BYTES);
        for (int call = 0; call < MAX_CALLS && size <= MAX_SIZE; call++) {
            ByteBuffer list = WideText.allocate(size);
            int status = query.invokeInt(Dll.arguments(PROCESS_INFORMATION, list, list.capacity(), needed));
            if (status == 0) {
                return SystemProcessParser.parse(list, Dll.address(list), Native.POINTER_SIZE);
            }
            if (status != LENGTH_MISMATCH) {
                break;
            }
            size = Math.max(2 * size, Math.addExact(needed.getInt(0), FIRST_SIZE));
        }
        size = FIRST_SIZE;
        return Optional.empty();
    }

    /** The path of a process's program, by the name of its device ({@code \Device\HarddiskVolume3\...}); empty if it is not known. */
    Optional<String> devicePath(long pid) {
        ByteBuffer path = WideText.allocate(MAX_PATH_BYTES);
        int pointer = Native.POINTER_SIZE;
        ByteBuffer information = WideText.allocate(3 * pointer);
        information.putInt(0, (int) pid);
        information.putShort(pointer + Short.BYTES, (short) MAX_PATH_BYTES);
        if (pointer == Long.BYTES) {
            information.putLong(2 * pointer, Dll.address(path));
        } else {
            information.putInt(2 * pointer, (int) Dll.address(path));
        }
        int status = query.invokeInt(Dll.arguments(PROCESS_ID_INFORMATION, information, information.capacity(), null));
        int length = Short.toUnsignedInt(information.getShort(pointer));
        return status != 0 || length == 0 || length > path.capacity()
                ? Optional.empty()
                : Optional.of(WideText.decode(path.limit(length), 0)).filter(text -> !text.isBlank());
    }

    /** The device of a drive, such as {@code C:}; empty if there is no such drive. */
    Optional<String> device(String drive) {
        ByteBuffer target = WideText.allocate(2 * MAX_DEVICE_CHARACTERS);
        int found = dosDevice.invokeInt(Dll.arguments(WideText.encode(drive), target, MAX_DEVICE_CHARACTERS));
        return found == 0
                ? Optional.empty()
                : Optional.of(WideText.decode(target, 0)).filter(text -> !text.isBlank());
    }
}
