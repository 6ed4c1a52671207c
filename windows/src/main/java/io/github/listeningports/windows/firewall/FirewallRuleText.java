package io.github.listeningports.windows.firewall;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a rule of Windows Firewall, split by its syntax alone (MS-GPFAS 2.2.2.19, whose grammar, like any by RFC 4234, is case-insensitive): version, then keys with
 * values, each terminated by {@code |}.
 *
 * @param fields the well-formed fields, in their order
 * @param broken the other fields
 * @param faults descriptions of what is not well-formed
 */
record FirewallRuleText(List<Field> fields, List<Field> broken, List<String> faults) {

    /**
     * A key and its value.
     *
     * @param key in lower case
     * @param name the key as written
     */
    record Field(String key, String name, String value) {

        static Field of(String text) {
            int equals = text.indexOf('=');
            String name = equals < 0 ? text : text.substring(0, equals);
            return new Field(name.toLowerCase(Locale.ROOT), name, equals < 0 ? "" : text.substring(equals + 1));
        }

        /** {@code LPort=22}. */
        String text() {
            return name + "=" + value;
        }
    }

    private static final Pattern VERSION = Pattern.compile("[vV]2\\.(\\d{1,3})");

    /** The version that introduced a key is in its name: LPort2_10. */
    private static final Pattern SINCE = Pattern.compile(".*2_(\\d{1,3})");

    /** The keys that "MUST appear at most once", as far as they matter here. */
    private static final Set<String> ONCE = Set.of(
            "action",
            "active",
            "dir",
            "name",
            "desc",
            "embedctxt",
            "protocol",
            "app",
            "svc",
            "luown",
            "apppkgid",
            "pfn",
            "edge",
            "defer",
            "pcross",
            "lsm",
            "lom",
            "authbypassout",
            "platform2");

    /** netsh writes these two without a value. */
    private static final Set<String> MAY_BE_EMPTY = Set.of("desc", "embedctxt");

    /** MS-FASP 2.2.37: any text in a rule is shorter. */
    private static final int MAX_LENGTH = 10_000;

    static FirewallRuleText of(String text) {
        String[] parts = text.split("\\|", -1);
        List<Field> fields = new ArrayList<>();
        List<Field> broken = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        Matcher version = VERSION.matcher(parts[0]);
        int minorVersion = version.matches() ? Integer.parseInt(version.group(1)) : 0;
        if (!version.matches()) {
            faults.add("version \"" + parts[0] + "\"");
        }
        boolean closed = parts.length > 1 && parts[parts.length - 1].isEmpty();
        if (!closed) {
            faults.add("no | at its end");
        }
        Set<String> seen = new HashSet<>();
        for (int i = 1; i < parts.length - (closed ? 1 : 0); i++) {
            Field field = Field.of(parts[i]);
            boolean again = ONCE.contains(field.key()) && !seen.add(field.key());
            if (again || !isWellFormed(field) || since(field) > minorVersion) {
                broken.add(field);
                faults.add(again ? "more than one " + field.name() : "\"" + parts[i] + "\"");
            } else {
                fields.add(field);
            }
        }
        return new FirewallRuleText(List.copyOf(fields), List.copyOf(broken), List.copyOf(faults));
    }

    private static boolean isWellFormed(Field field) {
        return !field.key().isEmpty()
                && (!field.value().isEmpty() || MAY_BE_EMPTY.contains(field.key()))
                && field.value().length() < MAX_LENGTH;
    }

    private static int since(Field field) {
        Matcher since = SINCE.matcher(field.key());
        return since.matches() ? Integer.parseInt(since.group(1)) : 0;
    }
}
