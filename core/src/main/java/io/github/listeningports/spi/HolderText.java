package io.github.listeningports.spi;

import io.github.listeningports.BindObstacle;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ProcessInfo;
import java.net.Inet6Address;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Says who holds a port and since when: one wording for all systems. */
public final class HolderText {

    private static final DateTimeFormatter TODAY = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter EARLIER = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

    private HolderText() {}

    /** An obstacle that is certain: {@code tcp 0.0.0.0:8080 is held by orders.jar (java 977), running since 10:31}. */
    public static BindObstacle.Builder listener(ListeningPort port) {
        String since = port.socket()
                .createdAt()
                .map(created -> ", listening since " + time(created))
                .orElseGet(() -> runningSince(port.owners()));
        return BindObstacle.builder(
                        BindObstacle.Kind.LISTENER, address(port) + " is held by " + holder(port.owners()) + since)
                .sockets(1)
                .owners(port.owners());
    }

    /** {@code tcp 0.0.0.0:8080}, {@code udp [::1]:53}. */
    public static String address(ListeningPort port) {
        boolean ipv6 = port.address() instanceof Inet6Address;
        return port.protocol() + " " + (ipv6 ? "[" + port.addressText() + "]" : port.addressText()) + ":" + port.port();
    }

    /** {@code nginx (977) and 3 more}. */
    public static String holder(List<ProcessInfo> owners) {
        if (owners.isEmpty()) {
            return "a process that is not visible";
        }
        return owners.get(0) + (owners.size() > 1 ? " and " + (owners.size() - 1) + " more" : "");
    }

    /** {@code , running since 10:31}, by the time zone of this JVM; "" if that is unknown. */
    public static String runningSince(List<ProcessInfo> owners) {
        return owners.stream()
                .findFirst()
                .flatMap(ProcessInfo::startedAt)
                .map(started -> ", running since " + time(started))
                .orElse("");
    }

    private static String time(Instant instant) {
        ZonedDateTime then = instant.atZone(ZoneId.systemDefault());
        boolean today = then.toLocalDate()
                .equals(ZonedDateTime.now(ZoneId.systemDefault()).toLocalDate());
        return (today ? TODAY : EARLIER).format(then);
    }
}
