package io.github.listeningports.linux.firewall.ipset;

import io.github.listeningports.linux.kernel.LibC;
import io.github.listeningports.linux.kernel.NetfilterConstant;
import io.github.listeningports.linux.kernel.NetlinkAttributes;
import io.github.listeningports.linux.kernel.NetlinkDump;
import io.github.listeningports.linux.kernel.NetlinkSocket;
import io.github.listeningports.linux.kernel.SocketConstant;
import io.github.listeningports.spi.Deadline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads sets of ipset(8), which requires CAP_NET_ADMIN. Only those that rules refer to are asked for, so the kernel has loaded all that answers. */
public final class IpSetReader {

    /** The oldest version of the protocol, which all kernels since Linux 2.6.39 speak. */
    private static final int PROTOCOL = 6;

    private static final int HEADER = 4; // nfgenmsg

    // SO_IP_SET, and ip_set_req_get_set of linux/netfilter/ipset/ip_set.h
    private static final int SO_IP_SET = 83;
    private static final int GET_BYINDEX = 7;
    private static final int REQUEST_BYTES = 8 + IpSetNumber.MAXNAMELEN;

    private final LibC libc;
    private final Deadline deadline;

    /** @param deadline after which the other sets remain unknown */
    public IpSetReader(LibC libc, Deadline deadline) {
        this.libc = libc;
        this.deadline = deadline;
    }

    /** The sets that rules match, and the members of those that are lists. What cannot be read is not in it. */
    public IpSets read(IpSetReferences references) {
        if (references.matched().isEmpty()) {
            return IpSets.NONE;
        }
        Map<Integer, String> names = new HashMap<>();
        Map<String, IpSet> sets = new HashMap<>();
        try (NetlinkDump dump = new NetlinkDump(libc, NetlinkSocket.NETFILTER, deadline)) {
            for (int index : references.changed()) {
                name(index).ifPresent(text -> names.put(index, text));
            }
            for (int index : references.matched()) {
                Optional<String> name = name(index);
                name.ifPresent(text -> names.put(index, text));
                name.flatMap(text -> add(dump, text, sets))
                        .filter(IpSet::isList)
                        .ifPresent(list -> list.members().forEach(member -> add(dump, member.text(), sets)));
            }
        } catch (IOException e) {
            return new IpSets(names, sets, references.changed());
        }
        return new IpSets(names, sets, references.changed());
    }

    private Optional<IpSet> add(NetlinkDump dump, String name, Map<String, IpSet> sets) {
        if (deadline.isOver() || sets.containsKey(name)) {
            return Optional.empty();
        }
        IpSetParser parser = new IpSetParser();
        try {
            boolean settled = dump.ask(
                    NetfilterConstant.ipsetType(IpSetNumber.CMD_LIST), true, listing(name), HEADER, parser::take);
            Optional<IpSet> set = settled ? parser.set() : Optional.empty();
            set.ifPresent(each -> sets.put(name, each));
            return set;
        } catch (IOException e) {
            return Optional.empty(); // deleted or renamed meanwhile, or not permitted
        }
    }

    /** The body of the request for a set. */
    private static byte[] listing(String name) {
        byte[] text = (name + "\0").getBytes(StandardCharsets.UTF_8);
        ByteBuffer body =
                ByteBuffer.allocate(HEADER + 8 + (4 + text.length + 3 & ~3)).order(ByteOrder.nativeOrder());
        body.put(0, (byte) SocketConstant.AF_INET).position(HEADER);
        body.putShort((short) 5).putShort((short) IpSetNumber.ATTR_PROTOCOL).put((byte) PROTOCOL);
        body.position(HEADER + 8);
        body.putShort((short) (4 + text.length))
                .putShort((short) IpSetNumber.ATTR_SETNAME)
                .put(text);
        return body.array();
    }

    /** Asked by getsockopt(2), because netlink tells it since Linux 4.20 only. */
    private Optional<String> name(int index) {
        if (deadline.isOver()) {
            return Optional.empty();
        }
        ByteBuffer request = ByteBuffer.allocateDirect(REQUEST_BYTES).order(ByteOrder.nativeOrder());
        request.putInt(0, GET_BYINDEX).putInt(4, PROTOCOL).putShort(8, (short) index);
        ByteBuffer length = ByteBuffer.allocateDirect(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(0, REQUEST_BYTES);
        try {
            int descriptor =
                    libc.socket(SocketConstant.AF_INET, SocketConstant.SOCK_DGRAM | SocketConstant.SOCK_CLOEXEC, 0);
            try {
                libc.getsockopt(descriptor, SocketConstant.IPPROTO_IP, SO_IP_SET, request, length);
            } finally {
                libc.close(descriptor);
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        byte[] name = new byte[IpSetNumber.MAXNAMELEN];
        request.get(8, name);
        return Optional.of(NetlinkAttributes.text(name)).filter(text -> !text.isEmpty());
    }
}
