package io.github.listeningports.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks ip_tables and ip6_tables for tables that are there: to ask for another one would make it. It takes CAP_NET_ADMIN, and no raw socket: any of the address family
 * will do (net/ipv4/ip_sockglue.c).
 */
final class XtTableReader {

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final int IPPROTO_IP = 0;
    private static final int IPPROTO_IPV6 = 41;
    private static final int GET_INFO = 64;
    private static final int GET_ENTRIES = 65;
    private static final int NAME_BYTES = 32;
    private static final int INFO_BYTES = 84;
    private static final int ENTRIES_HEADER = 40;
    private static final int MAX_BYTES = 256 << 20;
    private static final int MAX_LOOKS = 5;

    private final LibC libc;

    XtTableReader(LibC libc) {
        this.libc = libc;
    }

    XtTable read(String name, boolean ipv6) throws IOException {
        int descriptor = libc.socket(ipv6 ? AF_INET6 : AF_INET, SOCK_DGRAM_CLOEXEC, 0);
        try {
            IOException failure = new IOException("the table " + name + " changes faster than it can be read");
            for (int i = 0; i < MAX_LOOKS; i++) {
                try {
                    return read(descriptor, name, ipv6);
                } catch (IOException e) {
                    failure = e; // its size may have changed between the two questions
                }
            }
            throw failure;
        } finally {
            libc.close(descriptor);
        }
    }

    private XtTable read(int descriptor, String name, boolean ipv6) throws IOException {
        int level = ipv6 ? IPPROTO_IPV6 : IPPROTO_IP;
        ByteBuffer info = info(descriptor, level, name);
        int size = info.getInt(INFO_BYTES - 4);
        if (size < 0 || size > MAX_BYTES) {
            throw new IOException("the table " + name + " has " + Integer.toUnsignedString(size) + " bytes");
        }
        int valid = info.getInt(NAME_BYTES);
        List<Integer> hooks = new ArrayList<>();
        List<Integer> policies = new ArrayList<>();
        for (int hook = 0; hook < 2; hook++) {
            boolean there = (valid >> hook & 1) != 0;
            hooks.add(there ? info.getInt(NAME_BYTES + 4 + 4 * hook) : -1);
            policies.add(there ? info.getInt(NAME_BYTES + 24 + 4 * hook) : -1);
        }
        ByteBuffer entries = buffer(ENTRIES_HEADER + size, name);
        entries.putInt(NAME_BYTES, size);
        libc.getsockopt(descriptor, level, GET_ENTRIES, entries, length(ENTRIES_HEADER + size));
        // Rules that were changed meanwhile may be as long as they were, and begin elsewhere.
        if (!info.equals(info(descriptor, level, name))) {
            throw new IOException("the table " + name + " changes faster than it can be read");
        }
        byte[] bytes = new byte[size];
        entries.get(ENTRIES_HEADER, bytes);
        return new XtTable(name, ipv6, hooks, policies, info.getInt(INFO_BYTES - 8), ByteBuffer.wrap(bytes));
    }

    private ByteBuffer info(int descriptor, int level, String name) throws IOException {
        ByteBuffer info = buffer(INFO_BYTES, name);
        try {
            libc.getsockopt(descriptor, level, GET_INFO, info, length(INFO_BYTES));
        } catch (IOException e) {
            throw new IOException(NetlinkDump.refusal(LibC.error(e)), e);
        }
        return info;
    }

    private static ByteBuffer buffer(int size, String name) throws IOException {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        if (text.length >= NAME_BYTES) {
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
