package io.github.listeningports.windows.api;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The functions of Windows that describe processes. Each closes the handles that it opens, unless it returns one. */
public final class ProcessApi {

    /** processthreadsapi.h: the weakest right that identifies a process; granted where stronger ones are denied. */
    private static final int PROCESS_QUERY_LIMITED_INFORMATION = 0x1000;

    private static final int TH32CS_SNAPPROCESS = 2;
    private static final int STILL_ACTIVE = 259;
    private static final int TOKEN_QUERY = 8;
    private static final int TOKEN_USER = 1;
    private static final int TOKEN_GROUPS = 2;
    private static final int TOKEN_IS_APP_CONTAINER = 29;

    /** winerror.h: APPMODEL_ERROR_NO_PACKAGE. */
    private static final int NO_PACKAGE = 15_700;

    /** A group takes at most 84 bytes, usually 44; a domain user may be in hundreds. */
    private static final int FIRST_GROUPS = 2 * 1024;

    private static final int MAX_GROUPS = 1024 * 1024;

    /** ProcessCommandLineInformation, since Windows 8.1. */
    private static final int COMMAND_LINE = 60;

    /** A path has at most 32,767 characters, and so has a command line. */
    private static final int MAX_CHARACTERS = 32_768;

    private final Function closeHandle;
    private final Function openProcess;
    private final Function imageName;
    private final Function processTimes;
    private final Function exitCode;
    private final Function createSnapshot;
    private final Function firstProcess;
    private final Function nextProcess;
    private final Function openToken;
    private final Function tokenInformation;
    private final Function queryProcess;
    private final Optional<Function> packageFamily;
    private final Function tickCount;
    private final SystemInformationApi system;

    /** @param system describes processes without rights */
    ProcessApi(SystemInformationApi system) {
        this.system = system;
        Dll kernel32 = new Dll("kernel32.dll");
        closeHandle = kernel32.function("CloseHandle");
        openProcess = kernel32.function("OpenProcess");
        imageName = kernel32.function("QueryFullProcessImageNameW");
        processTimes = kernel32.function("GetProcessTimes");
        exitCode = kernel32.function("GetExitCodeProcess");
        createSnapshot = kernel32.function("CreateToolhelp32Snapshot");
        firstProcess = kernel32.function("Process32FirstW");
        nextProcess = kernel32.function("Process32NextW");
        packageFamily = kernel32.optionalFunction("GetPackageFamilyName");
        tickCount = kernel32.function("GetTickCount64");
        Dll advapi32 = new Dll("advapi32.dll");
        openToken = advapi32.function("OpenProcessToken");
        tokenInformation = advapi32.function("GetTokenInformation");
        queryProcess = new Dll("ntdll.dll").function("NtQueryInformationProcess");
    }

    /** All processes by pid, with names and parents, and start times where Windows gives them; this requires no right to them. */
    public Map<Long, ProcessEntry> list() throws IOException {
        Optional<Map<Long, ProcessEntry>> all = system.processes().filter(this::isPlausible);
        return all.isPresent() ? all.get() : listByToolhelp();
    }

    /** Whether it says of this process what the documented functions say. */
    private boolean isPlausible(Map<Long, ProcessEntry> all) {
        long ownPid = ProcessHandle.current().pid();
        ProcessEntry self = all.get(ownPid);
        try (Handle own = open(ownPid).handle()) {
            return self != null && own != null && self.started() == startTime(own);
        }
    }

    /** The path of a program by its device, whoever runs it; empty if it cannot be read. */
    public Optional<String> devicePath(long pid) {
        return system.devicePath(pid);
    }

    /** The device of a drive such as {@code C:}. */
    public Optional<String> device(String drive) {
        return system.device(drive);
    }

    /** The time since Windows started. */
    public long uptimeMillis() {
        return tickCount.invokeLong(Dll.arguments());
    }

    private Map<Long, ProcessEntry> listByToolhelp() throws IOException {
        Pointer pointer = createSnapshot.invokePointer(Dll.arguments(TH32CS_SNAPPROCESS, 0));
        if (Handle.isInvalid(pointer, Native.POINTER_SIZE)) {
            throw failure("CreateToolhelp32Snapshot");
        }
        Map<Long, ProcessEntry> all = new HashMap<>();
        try (Handle snapshot = new Handle(pointer, closeHandle)) {
            ByteBuffer entry = WideText.allocate(ProcessEntryParser.size(Native.POINTER_SIZE));
            entry.putInt(0, entry.capacity());
            boolean more = succeeds(firstProcess, snapshot.pointer(), entry);
            if (!more) {
                throw failure("Process32FirstW");
            }
            for (; more; more = succeeds(nextProcess, snapshot.pointer(), entry)) {
                ProcessEntry parsed = ProcessEntryParser.parse(entry, Native.POINTER_SIZE);
                all.put(parsed.pid(), parsed);
            }
        }
        return all;
    }

    /** Opens a process. Error 87: there is no such process; error 5: access is denied. */
    public Opened open(long pid) {
        Pointer pointer = openProcess.invokePointer(Dll.arguments(PROCESS_QUERY_LIMITED_INFORMATION, 0, (int) pid));
        return pointer == null ? new Opened(null, Native.getLastError()) : new Opened(handle(pointer), 0);
    }

    /**
     * A handle of a process, or the error.
     *
     * @param error the Windows error if there is no handle; otherwise 0
     */
    public record Opened(@Nullable Handle handle, int error) {}

    /** The start time (FILETIME); 0 if it cannot be read. */
    public long startTime(Handle process) {
        ByteBuffer times = WideText.allocate(4 * Long.BYTES);
        boolean known = succeeds(
                processTimes,
                process.pointer(),
                times,
                times.slice(8, Long.BYTES),
                times.slice(16, Long.BYTES),
                times.slice(24, Long.BYTES));
        return known ? times.getLong(0) : 0;
    }

    /** Whether it runs: any open handle keeps the pid of a process that has ended. */
    public boolean isRunning(Handle process) {
        ByteBuffer code = WideText.allocate(Integer.BYTES);
        return !succeeds(exitCode, process.pointer(), code) || code.getInt(0) == STILL_ACTIVE;
    }

    /** The Win32 path of its program; empty if it has none, like the kernel, or it cannot be read. */
    public Optional<String> executable(Handle process) {
        ByteBuffer count = WideText.allocate(Integer.BYTES);
        for (int characters = 260; characters <= MAX_CHARACTERS; characters = grown(characters)) {
            ByteBuffer path = WideText.allocate(2 * characters);
            count.putInt(0, characters);
            if (succeeds(imageName, process.pointer(), 0, path, count)) {
                return Optional.of(WideText.decode(path, 0)).filter(text -> !text.isBlank());
            }
            if (Native.getLastError() != WindowsError.INSUFFICIENT_BUFFER) {
                break;
            }
        }
        return Optional.empty();
    }

    /** From the usual length directly to the maximum, then beyond it to end the loop. */
    private static int grown(int characters) {
        return characters < MAX_CHARACTERS ? MAX_CHARACTERS : MAX_CHARACTERS + 1;
    }

    /** Its token; null if access is denied. */
    @Nullable
    public Handle token(Handle process) {
        ByteBuffer out = WideText.allocate(Long.BYTES);
        return succeeds(openToken, process.pointer(), TOKEN_QUERY, out)
                ? handle(new Pointer(Dll.pointerIn(out, 0)))
                : null;
    }

    /** The SID of its user, at the start of a direct buffer; empty if it cannot be read. */
    public Optional<ByteBuffer> user(Handle token) {
        ByteBuffer information = WideText.allocate(256); // a pointer, a number and at most 68 bytes
        if (!query(token, TOKEN_USER, information)) {
            return Optional.empty();
        }
        long offset = Dll.pointerIn(information, 0) - Dll.address(information);
        return offset > 0 && offset < information.capacity()
                ? Optional.of(information.position((int) offset).slice())
                : Optional.empty();
    }

    /**
     * The other facts of a token.
     *
     * @param process the process of the token
     */
    public ProcessToken facts(Handle process, Handle token) {
        Optional<Boolean> inPackage = isInPackage(process);
        ByteBuffer container = WideText.allocate(Integer.BYTES);
        Optional<Boolean> contained = query(token, TOKEN_IS_APP_CONTAINER, container)
                ? Optional.of(container.getInt(0) != 0)
                : inPackage.filter(any -> packageFamily.isEmpty());
        for (int size = FIRST_GROUPS; size <= MAX_GROUPS; size *= 4) {
            ByteBuffer groups = WideText.allocate(size);
            if (query(token, TOKEN_GROUPS, groups)) {
                return new ProcessToken(
                        contained,
                        inPackage,
                        TokenGroupsParser.services(groups, Dll.address(groups), Native.POINTER_SIZE));
            }
            if (Native.getLastError() != WindowsError.INSUFFICIENT_BUFFER) {
                break;
            }
        }
        return new ProcessToken(contained, inPackage, Optional.empty());
    }

    /** Called without room for a name, the function still shows whether there is one. */
    private Optional<Boolean> isInPackage(Handle process) {
        if (packageFamily.isEmpty()) {
            return Optional.of(false); // before Windows 8 there are no packages
        }
        ByteBuffer length = WideText.allocate(Integer.BYTES);
        int error = packageFamily.get().invokeInt(Dll.arguments(process.pointer(), length, null));
        return switch (error) {
            case NO_PACKAGE -> Optional.of(false);
            case WindowsError.INSUFFICIENT_BUFFER -> Optional.of(true);
            default -> Optional.empty();
        };
    }

    private boolean query(Handle token, int what, ByteBuffer information) {
        ByteBuffer size = WideText.allocate(Integer.BYTES);
        return succeeds(tokenInformation, token.pointer(), what, information, information.capacity(), size);
    }

    /** Its command line; empty if it cannot be read. */
    public Optional<String> commandLine(Handle process) {
        ByteBuffer text = WideText.allocate(2 * MAX_CHARACTERS + 2 * Long.BYTES);
        ByteBuffer size = WideText.allocate(Integer.BYTES);
        int status =
                queryProcess.invokeInt(Dll.arguments(process.pointer(), COMMAND_LINE, text, text.capacity(), size));
        if (status != 0) {
            return Optional.empty();
        }
        // UNICODE_STRING: a length in bytes, a capacity, and a pointer to the text, later in the same buffer.
        int length = Short.toUnsignedInt(text.getShort(0));
        long offset = Dll.pointerIn(text, Native.POINTER_SIZE) - Dll.address(text);
        return offset > 0 && offset + length <= text.capacity()
                ? Optional.of(WideText.decode(text.limit((int) offset + length), (int) offset))
                        .filter(line -> !line.isBlank())
                : Optional.empty();
    }

    private Handle handle(Pointer pointer) {
        return new Handle(pointer, closeHandle);
    }

    private static boolean succeeds(Function function, @Nullable Object... arguments) {
        return function.invokeInt(arguments) != 0;
    }

    private static IOException failure(String function) {
        return new IOException(function + " failed: " + WindowsError.text(Native.getLastError()));
    }
}
