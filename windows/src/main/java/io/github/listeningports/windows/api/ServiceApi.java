package io.github.listeningports.windows.api;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The functions of Windows that list services and their processes. */
public final class ServiceApi {

    /** winsvc.h. */
    private static final int SC_MANAGER_CONNECT = 0x0001;

    private static final int SC_MANAGER_ENUMERATE_SERVICE = 0x0004;

    private static final int SC_ENUM_PROCESS_INFO = 0;
    private static final int SERVICE_WIN32 = 0x30;
    private static final int SERVICE_ACTIVE = 1;

    /** EnumServicesStatusExW takes at most 256 KB. */
    private static final int BUFFER_SIZE = 64 * 1024;

    private static final int MAX_CALLS = 100;

    private static final int SERVICE_QUERY_STATUS = 4;
    private static final int SERVICE_RUNNING = 4;

    /** SERVICE_STATUS: seven numbers; the second is the state. */
    private static final int STATUS_SIZE = 7 * Integer.BYTES;

    private static final int NO_SUCH_SERVICE = 1060;

    private final Function openManager;
    private final Function enumerate;
    private final Function close;
    private final Function openService;
    private final Function queryStatus;
    private final int bufferSize;

    ServiceApi() {
        this(BUFFER_SIZE);
    }

    /** @param bufferSize a small one causes several calls where usually one is enough */
    ServiceApi(int bufferSize) {
        this.bufferSize = bufferSize;
        Dll advapi32 = new Dll("advapi32.dll");
        openManager = advapi32.function("OpenSCManagerW");
        enumerate = advapi32.function("EnumServicesStatusExW");
        close = advapi32.function("CloseServiceHandle");
        openService = advapi32.function("OpenServiceW");
        queryStatus = advapi32.function("QueryServiceStatus");
    }

    /** The names of the running services by pid; one process can have several. */
    public Map<Long, List<String>> byProcess() throws IOException {
        try (Handle manager = manager(SC_MANAGER_CONNECT | SC_MANAGER_ENUMERATE_SERVICE)) {
            return enumerate(manager);
        }
    }

    /** Whether a service is running; false also if it does not exist. */
    public boolean isRunning(String service) throws IOException {
        try (Handle manager = manager(SC_MANAGER_CONNECT)) {
            Pointer opened = openService.invokePointer(
                    Dll.arguments(manager.pointer(), WideText.encode(service), SERVICE_QUERY_STATUS));
            int error = opened == null ? Native.getLastError() : 0;
            if (opened == null && error == NO_SUCH_SERVICE) {
                return false;
            }
            if (opened == null) {
                throw failure("OpenServiceW of " + service, error);
            }
            try (Handle handle = new Handle(opened, close)) {
                ByteBuffer status = WideText.allocate(STATUS_SIZE);
                if (queryStatus.invokeInt(Dll.arguments(handle.pointer(), status)) == 0) {
                    throw failure("QueryServiceStatus of " + service, Native.getLastError());
                }
                return status.getInt(Integer.BYTES) == SERVICE_RUNNING;
            }
        }
    }

    /** Remote users and batch jobs are granted SC_MANAGER_CONNECT alone ("Service security and access rights"). */
    private Handle manager(int rights) throws IOException {
        Pointer pointer = openManager.invokePointer(Dll.arguments(null, null, rights));
        if (pointer == null) {
            throw failure("OpenSCManagerW", Native.getLastError());
        }
        return new Handle(pointer, close);
    }

    private Map<Long, List<String>> enumerate(Handle manager) throws IOException {
        Map<Long, List<String>> services = new HashMap<>();
        ByteBuffer list = WideText.allocate(bufferSize);
        ByteBuffer needed = WideText.allocate(Integer.BYTES);
        ByteBuffer count = WideText.allocate(Integer.BYTES);
        ByteBuffer resume = WideText.allocate(Integer.BYTES);
        for (int call = 0; call < MAX_CALLS; call++) {
            boolean all = enumerate.invokeInt(Dll.arguments(
                            manager.pointer(),
                            SC_ENUM_PROCESS_INFO,
                            SERVICE_WIN32,
                            SERVICE_ACTIVE,
                            list,
                            list.capacity(),
                            needed,
                            count,
                            resume,
                            null))
                    != 0;
            int error = all ? 0 : Native.getLastError();
            if (!all && error != WindowsError.MORE_DATA) {
                throw failure("EnumServicesStatusExW", error);
            }
            ServiceListParser.parse(list, Dll.address(list), count.getInt(0), Native.POINTER_SIZE, services);
            if (all) {
                return services;
            }
            if (count.getInt(0) == 0) {
                // Not even one service fits.
                list = WideText.allocate(Math.max(2 * list.capacity(), needed.getInt(0)));
            }
        }
        throw new IOException("EnumServicesStatusExW still had more data after " + MAX_CALLS + " calls");
    }

    private static IOException failure(String function, int error) {
        return new IOException(function + " failed: " + WindowsError.text(error));
    }
}
