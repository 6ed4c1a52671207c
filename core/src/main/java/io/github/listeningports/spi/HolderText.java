package io.github.listeningports.spi;

import io.github.listeningports.BindObstacle;
import io.github.listeningports.ListeningPort;
import io.github.listeningports.ProcessInfo;
import io.github.listeningports.Protocol;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Says who holds a port and since when: one wording for all systems. */
public final class HolderText {

    private static final DateTimeFormatter TODAY = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter EARLIER = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

    private static final int MAX_HOSTS = 3;

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

    /** {@code 3 connections on tcp port 8080 hold it (2 ESTABLISHED, 1 TIME_WAIT; with 10.0.0.7; of nginx (977))}. */
    public static String connections(
            Protocol protocol, int port, List<String> states, Set<InetAddress> remote, List<ProcessInfo> owners) {
        Map<String, Long> counts =
                states.stream().collect(Collectors.groupingBy(each -> each, TreeMap::new, Collectors.counting()));
        String listed = counts.entrySet().stream()
                .map(each -> (counts.size() > 1 ? each.getValue() + " " : "") + each.getKey())
                .collect(Collectors.joining(", "));
        String held = states.size() == 1
                ? "1 connection on " + protocol + " port " + port + " holds it"
                : states.size() + " connections on " + protocol + " port " + port + " hold it";
        return held + " (" + listed + "; with " + hosts(remote) + (owners.isEmpty() ? "" : "; of " + holder(owners))
                + ")";
    }

    private static String hosts(Set<InetAddress> remote) {
        String some = remote.stream().limit(MAX_HOSTS).map(HolderText::text).collect(Collectors.joining(", "));
        return some + (remote.size() > MAX_HOSTS ? " and " + (remote.size() - MAX_HOSTS) + " more hosts" : "");
    }

    private static String text(InetAddress address) {
        return ListeningPort.builder(Protocol.TCP, address, 1).build().addressText();
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

    static String time(Instant instant) {
        ZonedDateTime then = instant.atZone(ZoneId.systemDefault());
        boolean today = then.toLocalDate()
                .equals(ZonedDateTime.now(ZoneId.systemDefault()).toLocalDate());
        return (today ? TODAY : EARLIER).format(then);
    }
}
