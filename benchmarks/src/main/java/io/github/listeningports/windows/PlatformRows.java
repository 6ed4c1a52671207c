package io.github.listeningports.windows;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.platform.win32.IPHlpAPI.MIB_TCP6TABLE_OWNER_PID;
import com.sun.jna.platform.win32.IPHlpAPI.MIB_TCPTABLE_OWNER_PID;
import com.sun.jna.platform.win32.IPHlpAPI.MIB_UDP6TABLE_OWNER_PID;
import com.sun.jna.platform.win32.IPHlpAPI.MIB_UDPTABLE_OWNER_PID;
import io.github.listeningports.windows.api.TableLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The same tables as jna-platform's structures; these read whole rows, and leave addresses and ports as the numbers that they are. It has none with times. */
final class PlatformRows {

    static {
        standIn();
    }

    private PlatformRows() {}

    /**
     * JNA loads the library of a structure's enclosing class before it reads one. Where there is no IPHlpAPI, any library does in its place, for none of its
     * functions is called: one that this JVM is sure to have.
     */
    private static void standIn() {
        if (Platform.isWindows()) {
            return;
        }
        try {
            Path directory = Files.createTempDirectory("listening-ports-stand-in");
            Path link = Files.createSymbolicLink(
                    directory.resolve(System.mapLibraryName("IPHlpAPI")),
                    Path.of(System.getProperty("java.home"), "lib", System.mapLibraryName("nio")));
            directory.toFile().deleteOnExit();
            link.toFile().deleteOnExit();
            NativeLibrary.addSearchPath("IPHlpAPI", directory.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The structure of the table, read. */
    static Object read(SocketTable table, TableLayout layout) {
        Pointer pointer = Native.getDirectBufferPointer(table.bytes());
        return switch (layout) {
            case TCP4_PID -> new MIB_TCPTABLE_OWNER_PID(pointer);
            case TCP6_PID -> new MIB_TCP6TABLE_OWNER_PID(pointer);
            case UDP4_PID -> new MIB_UDPTABLE_OWNER_PID(pointer);
            case UDP6_PID -> new MIB_UDP6TABLE_OWNER_PID(pointer);
            default -> throw new IllegalArgumentException("jna-platform has no " + layout);
        };
    }

    static List<SocketTable.Listener> listeners(Object structure) {
        if (structure instanceof MIB_TCPTABLE_OWNER_PID table) {
            return Stream.of(table.table)
                    .map(row -> listener(ipv4(row.dwLocalAddr), row.dwLocalPort, row.dwOwningPid))
                    .toList();
        }
        if (structure instanceof MIB_TCP6TABLE_OWNER_PID table) {
            return Stream.of(table.table)
                    .map(row -> listener(row.LocalAddr, row.dwLocalPort, row.dwOwningPid))
                    .toList();
        }
        if (structure instanceof MIB_UDPTABLE_OWNER_PID table) {
            return Stream.of(table.table)
                    .map(row -> listener(ipv4(row.dwLocalAddr), row.dwLocalPort, row.dwOwningPid))
                    .toList();
        }
        return Stream.of(((MIB_UDP6TABLE_OWNER_PID) structure).table)
                .map(row -> listener(row.ucLocalAddr, row.dwLocalPort, row.dwOwningPid))
                .toList();
    }

    private static SocketTable.Listener listener(byte[] address, int port, int pid) {
        return new SocketTable.Listener(
                SocketTable.text(address),
                Short.toUnsignedInt(Short.reverseBytes((short) port)),
                Integer.toUnsignedLong(pid));
    }

    private static byte[] ipv4(int address) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(address)
                .array();
    }
}
