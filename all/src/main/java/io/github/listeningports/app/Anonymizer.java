package io.github.listeningports.app;

import io.github.listeningports.ListeningPort;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.ProcessUser;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces user names, the host's name and addresses: the same one by the same replacement everywhere, so that a reader can still compare. Addresses that every
 * machine has (loopback, unspecified, multicast) stay.
 */
final class Anonymizer {

    private static final Pattern ADDRESS = Pattern.compile(
            "(?<![\\w.:])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?:\\.\\d{1,3}(?:\\.\\d{1,3}){2})?(?![\\w:])|(?<![\\w.])\\d{1,3}(?:\\.\\d{1,3}){3}(?!\\d)");

    /** The directories of users, on all systems. */
    private static final Pattern HOME =
            Pattern.compile("((?:/home|/Users|[A-Za-z]:\\\\Users)[/\\\\])([^/\\\\\\s\"',;:]+)");

    private final Map<String, String> names = new LinkedHashMap<>();
    private final Map<InetAddress, String> addresses = new HashMap<>();

    /** @param hosts the names of this machine; names of less than three characters are not replaced */
    Anonymizer(PortSnapshot snapshot, List<String> users, List<String> hosts) {
        users.forEach(name -> add(name, "user"));
        for (ListeningPort port : snapshot) {
            port.owners().stream()
                    .flatMap(owner -> owner.user().flatMap(ProcessUser::name).stream())
                    .forEach(name -> add(name.substring(name.lastIndexOf('\\') + 1), "user"));
        }
        hosts.forEach(name -> add(name, "host"));
    }

    private void add(String name, String kind) {
        if (name.length() >= 3 && !isOfTheSystem(name)) {
            names.putIfAbsent(name, kind + "-" + (names.size() + 1));
        }
    }

    /** Names that are the same on every machine, and say which service it is. */
    private static boolean isOfTheSystem(String name) {
        return name.equals("root")
                || name.startsWith("_")
                || name.startsWith("systemd")
                || name.matches("(?i)system|network service|local service|daemon|nobody");
    }

    String apply(String text) {
        Matcher homes = HOME.matcher(text);
        while (homes.find()) {
            add(homes.group(2), "user");
        }
        String result = ADDRESS.matcher(text).replaceAll(found -> Matcher.quoteReplacement(address(found.group())));
        List<String> longestFirst = names.keySet().stream()
                .sorted(Comparator.comparing(String::length).reversed())
                .toList();
        for (String name : longestFirst) {
            result = Pattern.compile("(?<![\\w-])" + Pattern.quote(name) + "(?![\\w-])", Pattern.CASE_INSENSITIVE)
                    .matcher(result)
                    .replaceAll(names.get(name));
        }
        return result;
    }

    private String address(String text) {
        Optional<InetAddress> parsed = AddressParser.address(text);
        if (parsed.isEmpty()
                || parsed.get().isLoopbackAddress()
                || parsed.get().isAnyLocalAddress()
                || parsed.get().isMulticastAddress()) {
            return text;
        }
        InetAddress address = parsed.get();
        int number = addresses.size() + 1;
        return addresses.computeIfAbsent(
                address, each -> each instanceof Inet4Address ? ipv4(number) : ipv6(each, number));
    }

    /** Of the networks for documentation (RFC 5737): three, for up to 762 addresses. */
    private static String ipv4(int number) {
        String[] networks = {"192.0.2.", "198.51.100.", "203.0.113."};
        return networks[(number - 1) / 254 % networks.length] + ((number - 1) % 254 + 1);
    }

    private static String ipv6(InetAddress address, int number) {
        return (address.isLinkLocalAddress() ? "fe80::" : "2001:db8::") + Integer.toHexString(number);
    }
}
