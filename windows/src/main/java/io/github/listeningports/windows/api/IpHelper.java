package io.github.listeningports.windows.api;

import com.sun.jna.Function;
import io.github.listeningports.AddressFamily;
import io.github.listeningports.Protocol;
import java.nio.ByteBuffer;

/** The two functions of the IP helper library that return socket tables. */
public final class IpHelper {

    public static final String LIBRARY = "iphlpapi.dll";

    /** winsock2.h and ws2def.h; Linux uses another number. */
    private static final int AF_INET = 2;

    private static final int AF_INET6 = 23;

    private final Function tcpTable;
    private final Function udpTable;

    /** @param library iphlpapi.dll, or the path of its stand-in for a test */
    IpHelper(String library) {
        Dll dll = new Dll(library);
        tcpTable = dll.function("GetExtendedTcpTable");
        udpTable = dll.function("GetExtendedUdpTable");
    }

    /**
     * Fills a table, unsorted.
     *
     * @param size in: the size of the buffer; out: the size that the table needs
     * @return 0 or a Windows error
     */
    public int table(TableLayout layout, ByteBuffer directTable, ByteBuffer size) {
        Function function = layout.protocol == Protocol.TCP ? tcpTable : udpTable;
        int family = layout.family == AddressFamily.IPV4 ? AF_INET : AF_INET6;
        return function.invokeInt(Dll.arguments(directTable, size, 0, family, layout.tableClass, 0));
    }
}
