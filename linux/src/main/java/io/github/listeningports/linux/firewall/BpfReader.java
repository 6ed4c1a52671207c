package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.firewall.packet.Patience;
import io.github.listeningports.linux.kernel.LibC;
import io.github.listeningports.linux.kernel.SystemCalls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** Queries bpf(2) for the types of the loaded programs and the number of programs at an attach point. The constants are from linux/bpf.h. */
final class BpfReader {

    static final int SCHED_CLS = 3;
    static final int CGROUP_SKB = 8;
    static final int SK_LOOKUP = 30;
    static final int NETFILTER = 32;

    /** Attach points: enum bpf_attach_type. */
    static final int AT_CGROUP_INGRESS = 0;

    static final int AT_SK_LOOKUP = 36;
    static final int AT_TCX_INGRESS = 46;
    static final int AT_TCX_EGRESS = 47;

    /** BPF_F_QUERY_EFFECTIVE: includes the programs of ancestors. */
    static final int EFFECTIVE = 1;

    private static final int PROG_GET_NEXT_ID = 11;
    private static final int PROG_GET_FD_BY_ID = 13;
    private static final int OBJ_GET_INFO_BY_FD = 15;
    private static final int PROG_QUERY = 16;

    /** asm-generic/errno-base.h, asm-generic/errno.h. */
    static final int EPERM = 1;

    private static final int ENOENT = 2;
    static final int EINVAL = 22;
    static final int ENOSYS = 38;

    /** More than a machine has; guards against a kernel that never ends the list. */
    private static final int MAX_PROGRAMS = 100_000;

    /** What the system calls for one program cost, in rules. */
    private static final int CALLS = 16;

    /** The start of bpf_prog_info, up to and including the type. */
    private static final int INFO_BYTES = 8;

    private final SystemCalls calls;
    private final ByteBuffer attributes = ByteBuffer.allocateDirect(64).order(ByteOrder.nativeOrder());
    private final ByteBuffer info = ByteBuffer.allocateDirect(INFO_BYTES).order(ByteOrder.nativeOrder());
    private final long infoAddress;

    /** Types by id. The kernel reuses an id only after 2^31 others. */
    private Map<Integer, Integer> known = Map.of();

    BpfReader(SystemCalls calls) {
        this.calls = calls;
        infoAddress = LibC.address(info);
    }

    /**
     * The types of all loaded programs.
     *
     * @param patience spent for each program
     * @throws IOException if they cannot be listed: that requires CAP_SYS_ADMIN and Linux 4.13. {@link #ENOSYS} is the error of a kernel without bpf(2), which runs no
     *     programs, and of some sandboxes, which hide them
     */
    Set<Integer> types(Patience patience) throws IOException {
        Map<Integer, Integer> now = new HashMap<>();
        int id = 0;
        for (int i = 0; i < MAX_PROGRAMS; i++) {
            OptionalInt next = nextId(id);
            if (next.isEmpty()) {
                known = now;
                return new HashSet<>(now.values());
            }
            id = next.getAsInt();
            patience.spend(CALLS);
            Integer type = known.get(id);
            if (type == null) {
                type = type(id);
            }
            now.put(id, type);
        }
        throw new IOException("bpf(2) listed " + MAX_PROGRAMS + " programs without an end");
    }

    private OptionalInt nextId(int id) throws IOException {
        clear().putInt(0, id);
        try {
            calls.bpf(PROG_GET_NEXT_ID, attributes);
            return OptionalInt.of(attributes.getInt(4));
        } catch (IOException e) {
            if (LibC.error(e) == ENOENT) {
                return OptionalInt.empty();
            }
            throw e;
        }
    }

    /** The type of a program; 0, which is no type, if it was unloaded meanwhile. */
    private int type(int id) throws IOException {
        int descriptor;
        clear().putInt(0, id);
        try {
            descriptor = calls.bpf(PROG_GET_FD_BY_ID, attributes);
        } catch (IOException e) {
            if (LibC.error(e) == ENOENT) {
                return 0;
            }
            throw e;
        }
        try {
            info.putLong(0, 0);
            clear().putInt(0, descriptor).putInt(4, INFO_BYTES).putLong(8, infoAddress);
            calls.bpf(OBJ_GET_INFO_BY_FD, attributes);
            return info.getInt(0);
        } finally {
            calls.close(descriptor);
        }
    }

    /**
     * The number of programs attached; 0 where the kernel does not know the attach point.
     *
     * @param target a descriptor, or the index of an interface
     */
    int attached(int target, int place, int flags) throws IOException {
        clear().putInt(0, target).putInt(4, place).putInt(8, flags);
        try {
            calls.bpf(PROG_QUERY, attributes);
            return attributes.getInt(24);
        } catch (IOException e) {
            if (LibC.error(e) == EINVAL) {
                return 0;
            }
            throw e;
        }
    }

    private ByteBuffer clear() {
        for (int at = 0; at < attributes.capacity(); at += Long.BYTES) {
            attributes.putLong(at, 0);
        }
        return attributes;
    }
}
