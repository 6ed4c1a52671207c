package io.github.listeningports.windows.api;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The SIDs of services, which their processes hold and firewall rules are matched against. */
public final class ServiceId {

    static final String PREFIX = "S-1-5-80-";

    /** NT SERVICE\ALL SERVICES. */
    public static final String ALL = PREFIX + "0";

    private ServiceId() {}

    /** The SID of a service: the SHA-1 of its upper-case name (as {@code sc showsid} prints it). */
    public static String of(String service) {
        byte[] name = UpperCase.of(service).getBytes(StandardCharsets.UTF_16LE);
        ByteBuffer hash = ByteBuffer.wrap(sha1().digest(name)).order(ByteOrder.LITTLE_ENDIAN);
        StringBuilder text = new StringBuilder(PREFIX);
        for (int i = 0; hash.hasRemaining(); i++) {
            text.append(i == 0 ? "" : "-").append(Integer.toUnsignedString(hash.getInt()));
        }
        return text.toString();
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
