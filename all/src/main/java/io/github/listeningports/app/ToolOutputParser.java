package io.github.listeningports.app;

import io.github.listeningports.Protocol;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The listeners in the output of the systems' own tools. Words that depend on the language of the system are not relied on; lines that are none are passed over. */
final class ToolOutputParser {

    private static final String ANY_IPV4 = "0.0.0.0";
    private static final String ANY_IPV6 = "::";

    private ToolOutputParser() {}

    /** {@code ss -Htuln}: netid, state, two queues, the local address and the peer's. An asterisk is a dual-stack socket. */
    static List<ToolListener> ss(String text) {
        List<ToolListener> listeners = new ArrayList<>();
        for (String[] words : lines(text)) {
            Optional<Protocol> protocol = protocol(words[0]);
            if (protocol.isPresent() && words.length >= 6 && words[5].endsWith(":*")) {
                int colon = words[4].lastIndexOf(':');
                String host = colon < 0 ? "" : words[4].substring(0, colon);
                String port = words[4].substring(colon + 1);
                boolean both = host.equals("*") || host.startsWith("*%");
                for (String each : both ? List.of(ANY_IPV4, ANY_IPV6) : List.of(host)) {
                    add(listeners, protocol.get(), each, port, true);
                }
            }
        }
        return listeners;
    }

    /** {@code netstat -ano} of Windows: protocol, local and remote address; a listener has no remote port, in every language. */
    static List<ToolListener> windowsNetstat(String text) {
        List<ToolListener> listeners = new ArrayList<>();
        for (String[] words : lines(text)) {
            Optional<Protocol> protocol = protocol(words[0]);
            if (protocol.isPresent() && words.length >= 4 && (words[2].endsWith(":0") || words[2].equals("*:*"))) {
                int colon = words[1].lastIndexOf(':');
                if (colon > 0) {
                    add(listeners, protocol.get(), words[1].substring(0, colon), words[1].substring(colon + 1), true);
                }
            }
        }
        return listeners;
    }

    /** {@code netstat -anv} of macOS: tcp4, tcp6 or tcp46 (udp alike), two queues, local and remote address, with the port after the last dot. */
    static List<ToolListener> macNetstat(String text) {
        List<ToolListener> listeners = new ArrayList<>();
        for (String[] words : lines(text)) {
            if (!words[0].matches("(tcp|udp)(4|6|46)") || words.length < 5 || !words[4].equals("*.*")) {
                continue;
            }
            Protocol protocol = protocol(words[0].substring(0, 3)).orElseThrow();
            int dot = words[3].lastIndexOf('.');
            if (dot < 0 || (protocol == Protocol.TCP && (words.length < 6 || !words[5].equals("LISTEN")))) {
                continue;
            }
            String family = words[0].substring(3);
            String host = words[3].substring(0, dot);
            for (String each : host.equals("*") ? unspecified(family) : List.of(host)) {
                add(listeners, protocol, each, words[3].substring(dot + 1), true);
            }
        }
        return listeners;
    }

    private static List<String> unspecified(String family) {
        return switch (family) {
            case "4" -> List.of(ANY_IPV4);
            case "6" -> List.of(ANY_IPV6);
            default -> List.of(ANY_IPV4, ANY_IPV6);
        };
    }

    /** {@code lsof -nP -i}: in the last columns the family, the protocol, the addresses and the state. It does not distinguish dual-stack sockets. */
    static List<ToolListener> lsof(String text) {
        List<ToolListener> listeners = new ArrayList<>();
        for (String[] words : lines(text)) {
            List<String> row = Arrays.asList(words);
            int type = Math.max(row.indexOf("IPv4"), row.indexOf("IPv6"));
            int node = Math.max(row.indexOf("TCP"), row.indexOf("UDP"));
            if (type < 0 || node < type || node + 1 >= words.length || words[node + 1].contains("->")) {
                continue;
            }
            Protocol protocol = protocol(words[node]).orElseThrow();
            String name = words[node + 1];
            int colon = name.lastIndexOf(':');
            if (colon > 0 && (protocol == Protocol.UDP || row.contains("(LISTEN)"))) {
                String host = name.substring(0, colon);
                String any = words[type].equals("IPv4") ? ANY_IPV4 : ANY_IPV6;
                add(listeners, protocol, host.equals("*") ? any : host, name.substring(colon + 1), false);
            }
        }
        return listeners;
    }

    private static List<String[]> lines(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(line -> line.split("\\s+", -1))
                .toList();
    }

    private static Optional<Protocol> protocol(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "tcp" -> Optional.of(Protocol.TCP);
            case "udp" -> Optional.of(Protocol.UDP);
            default -> Optional.empty();
        };
    }

    private static void add(
            List<ToolListener> listeners, Protocol protocol, String host, String port, boolean familyKnown) {
        Optional<InetAddress> address = AddressParser.address(host);
        AddressParser.port(port)
                .ifPresent(number -> listeners.add(new ToolListener(protocol, address, number, familyKnown)));
    }
}
