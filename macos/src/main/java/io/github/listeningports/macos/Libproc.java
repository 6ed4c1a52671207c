package io.github.listeningports.macos;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** Calls libproc with reused buffers; for one thread at a time. */
final class Libproc {

    private static final int PROC_PIDLISTFDS = 1;
    private static final int PROC_PIDTBSDINFO = 3;
    private static final int PROC_PIDVNODEPATHINFO = 9;
    private static final int PROC_PIDT_SHORTBSDINFO = 13;
    private static final int PROC_PIDLISTFILEPORTS = 14;
    private static final int PROC_PIDUNIQIDENTIFIERINFO = 17;
    private static final int PROC_PIDFDSOCKETINFO = 3;
    private static final int PROC_PIDFILEPORTSOCKETINFO = 3;
    private static final int PROX_FDTYPE_SOCKET = 2;

    private static final int CTL_KERN = 1;
    private static final int KERN_PROCARGS2 = 49;
    private static final int ARG_MAX = 1024 * 1024; // bsd/sys/syslimits.h

    /** PROC_PIDPATHINFO_MAXSIZE: larger buffers are refused. */
    private static final int MAX_PATH = 4096;

    /** Larger than any list of descriptors or processes: kern.maxfilesperproc is some 100,000s. */
    private static final int MAX_LIST = 64 * 1024 * 1024;

    private final LibSystem system;
    private ByteBuffer list = LibSystem.buffer(32 * 1024);
    private final ByteBuffer socket = LibSystem.buffer(Layout.SOCKET_FDINFO);
    private final ByteBuffer process = LibSystem.buffer(Layout.BSDINFO);
    private final ByteBuffer shortProcess = LibSystem.buffer(Layout.BSDSHORTINFO);
    private final ByteBuffer identifiers = LibSystem.buffer(Layout.UNIQIDENTIFIERINFO);
    private final ByteBuffer path = LibSystem.buffer(MAX_PATH);
    private final ByteBuffer size = LibSystem.buffer(Long.BYTES);
    private Optional<ByteBuffer> arguments = Optional.empty();
    private Optional<ByteBuffer> directories = Optional.empty();

    Libproc(LibSystem system) {
        this.system = system;
    }

    /** Fills a buffer; returns the number of bytes, or the negated errno. */
    private interface Filling {
        int fill(ByteBuffer direct);
    }

    /** The ids of all processes, each once; without 0, which is the kernel. */
    int[] pids() throws IOException {
        int bytes = fillList(Integer.BYTES, system::listPids);
        if (bytes < 0) {
            throw new IOException("proc_listpids failed: " + SystemError.text(-bytes));
        }
        return IntStream.range(0, bytes / Integer.BYTES)
                .map(i -> list.getInt(i * Integer.BYTES))
                .filter(pid -> pid > 0)
                .distinct()
                .toArray();
    }

    /** The sockets among the descriptors and fileports of a process. */
    SocketDescriptors sockets(int pid) {
        long[] none = new long[0];
        int bytes = fillList(Layout.FDINFO, buffer -> system.pidInfo(pid, PROC_PIDLISTFDS, buffer));
        if (bytes < 0) {
            return new SocketDescriptors(none, -bytes);
        }
        long[] descriptors = socketsListed(bytes, false);
        bytes = fillList(Layout.FDINFO, buffer -> system.pidInfo(pid, PROC_PIDLISTFILEPORTS, buffer));
        if (bytes < 0) {
            return new SocketDescriptors(descriptors, -bytes);
        }
        long[] fileports = socketsListed(bytes, true);
        if (fileports.length == 0) {
            return new SocketDescriptors(descriptors, 0);
        }
        long[] both = Arrays.copyOf(descriptors, descriptors.length + fileports.length);
        System.arraycopy(fileports, 0, both, descriptors.length, fileports.length);
        return new SocketDescriptors(both, 0);
    }

    /** Reads the socket behind a descriptor or fileport into {@link #socket()}, as a whole struct socket_fdinfo; negative is a negated errno. */
    int readSocket(int pid, long descriptor) {
        int number = (int) descriptor;
        int bytes = SocketDescriptors.isFileport(descriptor)
                ? system.fileportInfo(pid, number, PROC_PIDFILEPORTSOCKETINFO, socket)
                : system.fdInfo(pid, number, PROC_PIDFDSOCKETINFO, socket);
        if (bytes == 0) {
            return -SystemError.EBADF;
        }
        // A shorter structure has another layout.
        return bytes > 0 && bytes < Layout.SOCKET_FDINFO ? -SystemError.ENOMEM : bytes;
    }

    /** The struct socket_fdinfo that was read last. */
    ByteBuffer socket() {
        return socket;
    }

    /** The full form, or without the right to it the short one; empty if the process is gone. */
    Optional<BsdInfo> process(int pid) {
        Optional<BsdInfo> whole = system.pidInfo(pid, PROC_PIDTBSDINFO, process) >= Layout.BSDINFO
                ? Optional.of(BsdInfoParser.parse(process))
                : shortProcess(pid);
        return whole.filter(info -> info.pid() == pid);
    }

    /** The form that anybody may read of any process. */
    Optional<BsdInfo> shortProcess(int pid) {
        return system.pidInfo(pid, PROC_PIDT_SHORTBSDINFO, shortProcess) >= Layout.BSDSHORTINFO
                ? Optional.of(BsdInfoParser.parseShort(shortProcess)).filter(info -> info.pid() == pid)
                : Optional.empty();
    }

    /** The number of a process that no other one has before the next boot, unlike its pid. Anybody may read it, and the next. */
    OptionalLong uniqueId(int pid) {
        return identifier(pid, Layout.PUI_UNIQUEID);
    }

    /** The unique id of the process that started it, which stays when that ends and launchd adopts it (bsd/sys/proc_internal.h p_puniqueid). */
    OptionalLong starterUniqueId(int pid) {
        return identifier(pid, Layout.PUI_PUNIQUEID);
    }

    private OptionalLong identifier(int pid, int at) {
        return system.pidInfo(pid, PROC_PIDUNIQIDENTIFIERINFO, identifiers) >= Layout.UNIQIDENTIFIERINFO
                ? OptionalLong.of(identifiers.getLong(at))
                : OptionalLong.empty();
    }

    /** The executable of a process. */
    Optional<String> path(int pid) {
        int bytes = Math.min(system.pidPath(pid, path), MAX_PATH);
        if (bytes <= 0) {
            return Optional.empty();
        }
        byte[] text = new byte[bytes];
        path.get(0, text);
        return Optional.of(new String(text, StandardCharsets.UTF_8));
    }

    /** The working directory of a process; empty if access is denied, or the kernel no longer knows its path. */
    Optional<String> workingDirectory(int pid) {
        ByteBuffer buffer = directories.orElseGet(() -> LibSystem.buffer(Layout.VNODEPATHINFO));
        directories = Optional.of(buffer);
        return system.pidInfo(pid, PROC_PIDVNODEPATHINFO, buffer) >= Layout.VNODEPATHINFO
                ? Optional.of(BsdInfoParser.text(buffer, Layout.PVI_CDIR_PATH, Layout.PVI_PATH_BYTES))
                        .filter(path -> !path.isEmpty())
                : Optional.empty();
    }

    /** The arguments of a process; empty if access is denied. */
    Optional<ProcessArguments> arguments(int pid) {
        ByteBuffer buffer = arguments.orElseGet(() -> LibSystem.buffer(ARG_MAX));
        arguments = Optional.of(buffer);
        int bytes = system.sysctl(CTL_KERN, KERN_PROCARGS2, pid, buffer, size);
        return bytes <= 0
                ? Optional.empty()
                : Optional.of(ProcessArgumentsParser.parse(buffer.clear().limit(Math.min(bytes, buffer.capacity()))));
    }

    /** The kernel truncates silently: a list is whole only if another element would have fitted. */
    private int fillList(int elementSize, Filling filling) {
        int bytes = filling.fill(list);
        while (bytes + elementSize >= list.capacity() && list.capacity() < MAX_LIST) {
            list = LibSystem.buffer(2 * list.capacity());
            bytes = filling.fill(list);
        }
        return Math.min(bytes, list.capacity());
    }

    /** Picks the sockets from a list of descriptors or of fileports, which have the same layout; unknown types are passed over. */
    private long[] socketsListed(int bytes, boolean fileports) {
        return IntStream.range(0, bytes / Layout.FDINFO)
                .map(i -> i * Layout.FDINFO)
                .filter(at -> list.getInt(at + Layout.FDINFO_TYPE) == PROX_FDTYPE_SOCKET)
                .map(at -> list.getInt(at + Layout.FDINFO_NUMBER))
                .mapToLong(number ->
                        fileports ? SocketDescriptors.ofFileport(number) : SocketDescriptors.ofDescriptor(number))
                .toArray();
    }
}
