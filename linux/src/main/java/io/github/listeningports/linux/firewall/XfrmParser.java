package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.kernel.NetlinkAttributes;
import io.github.listeningports.linux.kernel.NetlinkParser;
import io.github.listeningports.linux.kernel.SocketConstant;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Messages of NETLINK_XFRM about policies (linux/xfrm.h). */
final class XfrmParser implements NetlinkParser.AttributeTaker {

    static final int MSG_NEWPOLICY = 0x13;
    static final int MSG_GETPOLICY = 0x15;
    static final int MSG_GETDEFAULT = 0x28;

    /** xfrm_userpolicy_id, the body of a request. */
    static final int REQUEST_BYTES = 64;

    /** xfrm_userpolicy_default: a byte for each direction, in first. */
    static final int DEFAULT_HEADER = 3;

    private static final int USERPOLICY_BLOCK = 1;

    private static final int XFRMA_TMPL = 5;
    private static final int XFRMA_SEC_CTX = 8;
    private static final int XFRMA_POLICY_TYPE = 16;
    private static final int XFRMA_MARK = 21;
    private static final int XFRMA_IF_ID = 31;

    private static final int POLICY_IN = 0;
    private static final int POLICY_OF_SOCKET = 3; // XFRM_POLICY_MAX: added to the direction
    private static final int TYPE_SUB = 1;
    private static final int ACTION_BLOCK = 1;

    private static final int TEMPLATE_BYTES = 64; // xfrm_user_tmpl
    private static final int ADDRESS_BYTES = 16; // xfrm_address_t

    private final ByteOrder order;
    private final List<XfrmPolicy> policies = new ArrayList<>();
    private boolean blocksOthers;
    private boolean whole = true;

    XfrmParser(ByteOrder order) {
        this.order = order;
    }

    /** The bytes of xfrm_userpolicy_info, which ends with padding where 64-bit numbers are aligned. */
    static int policyHeader(String architecture) {
        return architecture.equals("x86") || architecture.matches("i[3-6]86") ? 164 : 168;
    }

    /** Takes a policy, or the default of all others. */
    @Override
    public void take(int type, byte[] header, NetlinkAttributes message) {
        if (type == MSG_NEWPOLICY) {
            takePolicy(header, message);
        } else if (type == MSG_GETDEFAULT) {
            blocksOthers = header[0] == USERPOLICY_BLOCK;
        }
    }

    /** Those for other directions are left out. */
    private void takePolicy(byte[] header, NetlinkAttributes message) {
        ByteBuffer fields = ByteBuffer.wrap(header).order(order);
        int direction = header[160];
        boolean ofSocket = direction == POLICY_OF_SOCKET + POLICY_IN;
        boolean ofInterface = message.hostNumber(XFRMA_IF_ID, 0) != 0;
        if ((direction != POLICY_IN && !ofSocket) || ofInterface) {
            return; // xfrm interfaces have policies of their own
        }
        int family = fields.getShort(40) & 0xffff;
        boolean ipv6 = family == SocketConstant.AF_INET6;
        if (!ipv6 && family != SocketConstant.AF_INET) {
            whole = false;
            return;
        }
        int length = ipv6 ? 16 : 4;
        byte[] destination = Arrays.copyOfRange(header, 0, length);
        byte[] source = Arrays.copyOfRange(header, ADDRESS_BYTES, ADDRESS_BYTES + length);
        int destinationPrefix = Math.min(header[42] & 0xff, 8 * length);
        int sourcePrefix = Math.min(header[43] & 0xff, 8 * length);
        int protocol = header[44] & 0xff;
        boolean narrowed = fields.getInt(48) != 0
                || message.has(XFRMA_SEC_CTX)
                || isPartial(port(header, 34))
                || isPartial(port(header, 38));
        ByteBuffer mark = ByteBuffer.wrap(message.value(XFRMA_MARK)
                        .filter(each -> each.length == 8)
                        .orElse(new byte[8]))
                .order(order);
        byte[] kind = message.value(XFRMA_POLICY_TYPE).orElse(new byte[1]);
        policies.add(new XfrmPolicy(
                ipv6,
                prefix(source, sourcePrefix),
                prefix(destination, destinationPrefix),
                ports(port(header, 36), port(header, 38)),
                ports(port(header, 32), port(header, 34)),
                protocol,
                narrowed,
                mark.getInt(0),
                mark.getInt(4),
                Integer.toUnsignedLong(fields.getInt(152)),
                ofSocket,
                kind.length > 0 && kind[0] == TYPE_SUB,
                header[161] == ACTION_BLOCK,
                requires(message.value(XFRMA_TMPL).orElse(new byte[0])),
                "src " + text(source, sourcePrefix) + " dst " + text(destination, destinationPrefix)
                        + (protocol == 0 ? "" : " proto " + protocol)));
    }

    /** Whether every policy could be parsed. */
    boolean isWhole() {
        return whole;
    }

    boolean blocksOthers() {
        return blocksOthers;
    }

    /** In the order in which the kernel tries them: by priority, and the older first, while a dump lists the newest first (net/xfrm/xfrm_policy.c). */
    List<XfrmPolicy> policies() {
        List<XfrmPolicy> sorted = new ArrayList<>(policies);
        Collections.reverse(sorted);
        if (sorted.size() > 1) {
            sorted.sort(Comparator.comparingLong(XfrmPolicy::priority));
        }
        return sorted;
    }

    /** The protection that a packet without any lacks (net/xfrm/xfrm_policy.c xfrm_policy_ok): that of the templates which are not optional. */
    private String requires(byte[] templates) {
        whole &= templates.length % TEMPLATE_BYTES == 0;
        Set<String> required = new LinkedHashSet<>();
        for (int at = 0; at + TEMPLATE_BYTES <= templates.length; at += TEMPLATE_BYTES) {
            boolean optional = templates[at + 50] != 0;
            if (!optional) {
                required.add(
                        switch (templates[at + 20] & 0xff) {
                            case 50 -> "ESP";
                            case 51 -> "AH";
                            case 108 -> "IPComp";
                            default -> "IPsec";
                        });
            }
        }
        return String.join(" and ", required);
    }

    private static int port(byte[] header, int at) {
        return (header[at] & 0xff) << 8 | (header[at + 1] & 0xff);
    }

    private static boolean isPartial(int mask) {
        return mask != 0 && mask != 0xffff;
    }

    /** All ports, unless the mask is whole. */
    private static IntervalSet ports(int port, int mask) {
        return mask == 0xffff ? IntervalSet.of(port) : IntervalSet.all(16);
    }

    private static IntervalSet prefix(byte[] address, int prefix) {
        byte[] first = address.clone();
        byte[] last = address.clone();
        for (int bit = prefix; bit < 8 * address.length; bit++) {
            first[bit / 8] &= (byte) ~(0x80 >> bit % 8);
            last[bit / 8] |= (byte) (0x80 >> bit % 8);
        }
        return IntervalSet.between(first, last);
    }

    private static String text(byte[] address, int prefix) {
        try {
            return InetAddress.getByAddress(address).getHostAddress() + "/" + prefix;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not 4 or 16 bytes", e);
        }
    }
}
