package io.github.listeningports.linux.firewall.xt;

import io.github.listeningports.linux.kernel.LibC;
import io.github.listeningports.linux.kernel.NetfilterConstant;
import io.github.listeningports.linux.kernel.NetlinkDump;
import io.github.listeningports.linux.kernel.SocketConstant;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads existing tables of ip_tables and ip6_tables: to read another one would create it. Requires CAP_NET_ADMIN, but no raw socket: any of the address family
 * will do (net/ipv4/ip_sockglue.c).
 */
public final class XtTableReader {

    private static final int MAX_BYTES = 256 << 20;
    private static final int MAX_ATTEMPTS = 5;

    /** The hooks of inbound packets. */
    private static final List<Integer> HOOKS =
            List.of(NetfilterConstant.NF_INET_PRE_ROUTING, NetfilterConstant.NF_INET_LOCAL_IN);

    private final LibC libc;
    private final XtAlignment alignment;

    /** @param architecture as in the system property os.arch */
    public XtTableReader(LibC libc, String architecture) {
        this.libc = libc;
        this.alignment = XtAlignment.of(architecture);
    }

    public XtTable read(String name, boolean ipv6) throws IOException {
        int descriptor = libc.socket(
                ipv6 ? SocketConstant.AF_INET6 : SocketConstant.AF_INET,
                SocketConstant.SOCK_DGRAM | SocketConstant.SOCK_CLOEXEC,
                0);
        try {
            IOException failure = new IOException("the table " + name + " changes faster than it can be read");
            for (int i = 0; i < MAX_ATTEMPTS; i++) {
                try {
                    return read(descriptor, name, ipv6);
                } catch (IOException e) {
                    failure = e; // its size may have changed between the two calls
                }
            }
            throw failure;
        } finally {
            libc.close(descriptor);
        }
    }

    private XtTable read(int descriptor, String name, boolean ipv6) throws IOException {
        int level = ipv6 ? SocketConstant.IPPROTO_IPV6 : SocketConstant.IPPROTO_IP;
        ByteBuffer info = info(descriptor, level, name);
        int size = info.getInt(XtStruct.GETINFO_SIZE);
        if (size < 0 || size > MAX_BYTES) {
            throw new IOException("the table " + name + " has " + Integer.toUnsignedString(size) + " bytes");
        }
        int valid = info.getInt(XtStruct.GETINFO_VALID_HOOKS);
        List<Integer> hooks = new ArrayList<>();
        List<Integer> policies = new ArrayList<>();
        for (int hook : HOOKS) {
            boolean there = (valid >> hook & 1) != 0;
            hooks.add(there ? info.getInt(XtStruct.GETINFO_HOOK_ENTRY + Integer.BYTES * hook) : -1);
            policies.add(there ? info.getInt(XtStruct.GETINFO_UNDERFLOW + Integer.BYTES * hook) : -1);
        }
        int start = alignment.entryTable();
        ByteBuffer entries = buffer(start + size, name);
        entries.putInt(XtStruct.GET_ENTRIES_SIZE, size);
        libc.getsockopt(descriptor, level, XtNumber.IPT_SO_GET_ENTRIES, entries, length(start + size));
        // Rules that were changed in between may be as long as before, but begin elsewhere.
        if (!info.equals(info(descriptor, level, name))) {
            throw new IOException("the table " + name + " changes faster than it can be read");
        }
        byte[] bytes = new byte[size];
        entries.get(start, bytes);
        return new XtTable(
                name,
                ipv6,
                hooks,
                policies,
                info.getInt(XtStruct.GETINFO_NUM_ENTRIES),
                alignment == XtAlignment.FOUR,
                ByteBuffer.wrap(bytes));
    }

    private ByteBuffer info(int descriptor, int level, String name) throws IOException {
        ByteBuffer info = buffer(XtStruct.GETINFO, name);
        try {
            libc.getsockopt(descriptor, level, XtNumber.IPT_SO_GET_INFO, info, length(XtStruct.GETINFO));
        } catch (IOException e) {
            throw new IOException(NetlinkDump.refusal(LibC.error(e)), e);
        }
        return info;
    }

    private static ByteBuffer buffer(int size, String name) throws IOException {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        if (text.length >= XtNumber.TABLE_MAXNAMELEN) {
            throw new IOException("no table has a name of " + text.length + " bytes");
        }
        ByteBuffer buffer = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
        buffer.put(0, text);
        return buffer;
    }

    private static ByteBuffer length(int value) {
        return ByteBuffer.allocateDirect(4).order(ByteOrder.nativeOrder()).putInt(0, value);
    }
}
