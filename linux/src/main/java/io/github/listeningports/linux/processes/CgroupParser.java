package io.github.listeningports.linux.processes;

import io.github.listeningports.linux.kernel.ProcFiles;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * /proc/PID/cgroup (cgroups(7)): rows "hierarchy:controllers:path". Version 2 has one row, "0::/path"; version 1 has one for each hierarchy, including
 * systemd's own, "1:name=systemd:/path".
 */
final class CgroupParser {

    /** The unit types that contain processes (systemd.unit(5)); slices only group them. */
    private static final Set<String> UNIT_TYPES = Set.of("service", "scope", "socket", "mount", "swap");

    /**
     * The names that runtimes give a container's group: the id alone (Docker, containerd and Kubernetes with cgroupfs), prefixed with the runtime's name
     * ("docker-ID.scope", "libpod-ID.scope", "crio-ID.scope", "cri-containerd-ID.scope"), or after the pod's name ("kubepods-...:cri-containerd:ID").
     */
    private static final int CONTAINER_ID_LENGTH = 64;

    private static final String SCOPE = ".scope";

    /** Podman's and CRI-O's container monitor runs outside the container, in its own group. */
    private static final String MONITOR = "-conmon-";

    /**
     * The groups of system containers and virtual machines, by name: LXC and LXD ("lxc.payload.NAME", before LXC 4 "lxc/NAME", as in Proxmox still),
     * systemd-nspawn ("systemd-nspawn@NAME.service"), machines registered with systemd-machined ("machine-NAME.scope", of libvirt too:
     * "machine-qemu\x2d1\x2dNAME.scope"), and Proxmox's virtual machines ("qemu.slice/ID.scope").
     */
    private static final class Guest {
        static final Pattern GROUP = Pattern.compile(
                "/(?:lxc\\.payload\\.(?<payload>[^/]+)|lxc/(?<lxc>[^/]+)"
                        + "|systemd-nspawn@(?<nspawn>[^/]+)\\.service|machine-(?<machine>[^/]+)\\.scope|qemu\\.slice/(?<qemu>[^/]+)\\.scope)(?=/|$)");

        static final List<String> NAMES = List.of("payload", "lxc", "nspawn", "machine", "qemu");

        /** A character that systemd escapes in the name of a unit (systemd-escape(1)). */
        static final Pattern ESCAPED = Pattern.compile("\\\\x([0-9a-f]{2})");
    }

    /** Only paths with one of these are matched against the pattern of guests, which most do not match and all would pay for. */
    private static final List<String> GUEST_MARKS = List.of("/lxc", "/systemd-nspawn@", "/machine-", "/qemu.slice/");

    /** systemd-nspawn itself, which runs beside its guest. */
    private static final String SUPERVISOR = "/supervisor";

    /** user@.service(5). */
    private static final String USER_MANAGER = "/user@";

    private static final String SERVICE = ".service";

    private static final int MAX_UID_DIGITS = 10;

    private CgroupParser() {}

    static Cgroup parse(byte[] table) {
        List<String> paths = new ArrayList<>();
        for (String row : new String(table, StandardCharsets.UTF_8).split("\n", -1)) {
            String[] fields = row.split(":", 3);
            if (fields.length == 3) {
                // Units are read from systemd's own hierarchy, in either version: it goes first.
                boolean systemd = fields[1].isEmpty() || fields[1].equals("name=systemd");
                if (systemd || !paths.contains(fields[2])) {
                    paths.add(systemd ? 0 : paths.size(), fields[2]);
                }
            }
        }
        Optional<String> container = Optional.empty();
        Optional<String> guest = Optional.empty();
        Optional<String> unit = Optional.empty();
        Optional<String> userManager = Optional.empty();
        boolean machine = false;
        for (String path : paths) {
            String outside = outside(path);
            container = container.isPresent() ? container : container(path);
            guest = guest.isPresent() ? guest : guest(path);
            unit = unit.isPresent() ? unit : unit(outside);
            userManager = userManager.isPresent() ? userManager : userManager(outside);
            machine |= isMachine(path);
        }
        return new Cgroup(
                unit,
                userManager,
                container.isPresent() ? container : guest,
                container.isPresent() || (guest.isPresent() && !machine));
    }

    /** Whether it is the group of the process that runs a virtual machine, with Proxmox or libvirt. */
    private static boolean isMachine(String path) {
        return path.contains("/qemu.slice/") || path.contains("/machine-qemu\\x2d");
    }

    private static Optional<Matcher> guestGroup(String path) {
        for (String mark : GUEST_MARKS) {
            if (path.contains(mark)) {
                Matcher guest = Guest.GROUP.matcher(path);
                return guest.find() ? Optional.of(guest) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static Optional<String> guest(String path) {
        Optional<Matcher> guest = guestGroup(path);
        if (guest.isEmpty() || path.startsWith(SUPERVISOR, guest.get().end())) {
            return Optional.empty();
        }
        return Guest.NAMES.stream()
                .map(guest.get()::group)
                .filter(Objects::nonNull)
                .findFirst()
                .map(name -> Guest.ESCAPED
                        .matcher(name)
                        .replaceAll(code ->
                                Matcher.quoteReplacement(Character.toString(Integer.parseInt(code.group(1), 16)))))
                .filter(name -> !name.isBlank()); // anyone may make a group in a subtree that is delegated to him
    }

    /** The part that this system's own systemd manages: the units inside a container or guest are those of another systemd. */
    private static String outside(String path) {
        Optional<Matcher> guest = guestGroup(path);
        String own = guest.isPresent() ? path.substring(0, guest.get().end()) : path;
        StringBuilder outside = new StringBuilder();
        for (String group : own.substring(own.startsWith("/") ? 1 : 0).split("/", -1)) {
            outside.append('/').append(group);
            if (containerId(group).isPresent()) {
                break;
            }
        }
        return outside.toString();
    }

    /** The innermost unit. systemd prefixes "_" to a name that clashes with a cgroupfs file. */
    private static Optional<String> unit(String outside) {
        String[] groups = outside.split("/", -1);
        for (int i = groups.length - 1; i >= 0; i--) {
            Optional<String> name = unitName(groups[i]);
            if (name.isPresent()) {
                return name;
            }
        }
        return Optional.empty();
    }

    /** The user's systemd above the innermost unit, which is another one. */
    private static Optional<String> userManager(String outside) {
        for (int at = outside.indexOf(USER_MANAGER); at >= 0; at = outside.indexOf(USER_MANAGER, at + 1)) {
            int end = outside.indexOf('/', at + 1);
            String name = outside.substring(at + 1, end < 0 ? outside.length() : end);
            if (end >= 0 && isUserManager(name)) {
                return unit(outside.substring(end)).isPresent() ? Optional.of(name) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static boolean isUserManager(String name) {
        return name.endsWith(SERVICE)
                && ProcFiles.isNumber(
                        name.substring(USER_MANAGER.length() - 1, name.length() - SERVICE.length()), MAX_UID_DIGITS);
    }

    private static Optional<String> unitName(String group) {
        int dot = group.lastIndexOf('.');
        return dot > 0 && UNIT_TYPES.contains(group.substring(dot + 1))
                ? Optional.of(group.substring(group.startsWith("_") ? 1 : 0))
                : Optional.empty();
    }

    private static Optional<String> container(String path) {
        String[] groups = path.split("/", -1);
        for (int i = groups.length - 1; i >= 0; i--) {
            Optional<String> id = containerId(groups[i]);
            if (id.isPresent()) {
                return id;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> containerId(String group) {
        int end = group.endsWith(SCOPE) ? group.length() - SCOPE.length() : group.length();
        int from = end - CONTAINER_ID_LENGTH;
        if (from < 0 || group.contains(MONITOR)) {
            return Optional.empty();
        }
        boolean alone = from == 0 || group.charAt(from - 1) == '-' || group.charAt(from - 1) == ':';
        String id = group.substring(from, end);
        return alone && isLowerCaseHex(id) ? Optional.of(id) : Optional.empty();
    }

    private static boolean isLowerCaseHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.digit(text.charAt(i), 16) < 0
                    || text.charAt(i) > 'f'
                    || Character.isUpperCase(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
