package io.github.listeningports.linux.processes;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
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
    private static final Pattern CONTAINER = Pattern.compile("(?:.*[-:])?([0-9a-f]{64})(?:\\.scope)?");

    /** No shorter name is matched against {@link #CONTAINER}, which most names do not match and all would pay for. */
    private static final int CONTAINER_ID_LENGTH = 64;

    /** Podman's and CRI-O's container monitor runs outside the container, in its own group. */
    private static final String MONITOR = "-conmon-";

    /**
     * The groups of system containers and virtual machines, by name: LXC and LXD ("lxc.payload.NAME", before LXC 4 "lxc/NAME", as in Proxmox still),
     * systemd-nspawn ("systemd-nspawn@NAME.service"), machines registered with systemd-machined ("machine-NAME.scope", of libvirt too:
     * "machine-qemu\x2d1\x2dNAME.scope"), and Proxmox's virtual machines ("qemu.slice/ID.scope").
     */
    private static final Pattern GUEST = Pattern.compile(
            "/(?:lxc\\.payload\\.(?<payload>[^/]+)|lxc/(?<lxc>[^/]+)"
                    + "|systemd-nspawn@(?<nspawn>[^/]+)\\.service|machine-(?<machine>[^/]+)\\.scope|qemu\\.slice/(?<qemu>[^/]+)\\.scope)(?=/|$)");

    /** user@.service(5). */
    private static final Pattern USER_MANAGER = Pattern.compile("/(?<unit>user@[0-9]+\\.service)(?<below>/.*)");

    private static final List<String> GUEST_NAMES = List.of("payload", "lxc", "nspawn", "machine", "qemu");

    /** systemd-nspawn itself, which runs beside its guest. */
    private static final String SUPERVISOR = "/supervisor";

    /** A character that systemd escapes in the name of a unit (systemd-escape(1)). */
    private static final Pattern ESCAPED = Pattern.compile("\\\\x([0-9a-f]{2})");

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
        Optional<String> container = first(paths, CgroupParser::container);
        Optional<String> guest = first(paths, CgroupParser::guest);
        return new Cgroup(
                first(paths, CgroupParser::unit),
                first(paths, CgroupParser::userManager),
                container.or(() -> guest),
                container.isPresent() || (guest.isPresent() && paths.stream().noneMatch(CgroupParser::isMachine)));
    }

    private static Optional<String> first(List<String> paths, Function<String, Optional<String>> part) {
        return paths.stream().map(part).flatMap(Optional::stream).findFirst();
    }

    /** Whether it is the group of the process that runs a virtual machine, with Proxmox or libvirt. */
    private static boolean isMachine(String path) {
        return path.contains("/qemu.slice/") || path.contains("/machine-qemu\\x2d");
    }

    private static Optional<String> guest(String path) {
        Matcher guest = GUEST.matcher(path);
        if (!guest.find() || path.startsWith(SUPERVISOR, guest.end())) {
            return Optional.empty();
        }
        return GUEST_NAMES.stream()
                .map(guest::group)
                .filter(Objects::nonNull)
                .findFirst()
                .map(name -> ESCAPED.matcher(name)
                        .replaceAll(code ->
                                Matcher.quoteReplacement(Character.toString(Integer.parseInt(code.group(1), 16)))));
    }

    /** The part that this system's own systemd manages: the units inside a container or guest are those of another systemd. */
    private static String outside(String path) {
        Matcher guest = GUEST.matcher(path);
        String own = guest.find() ? path.substring(0, guest.end()) : path;
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
    private static Optional<String> unit(String path) {
        return innermost(outside(path), CgroupParser::unitName);
    }

    /** The user's systemd above the innermost unit, which is another one. */
    private static Optional<String> userManager(String path) {
        Matcher manager = USER_MANAGER.matcher(outside(path));
        return manager.find() && unit(manager.group("below")).isPresent()
                ? Optional.of(manager.group("unit"))
                : Optional.empty();
    }

    private static Optional<String> unitName(String group) {
        int dot = group.lastIndexOf('.');
        return dot > 0 && UNIT_TYPES.contains(group.substring(dot + 1))
                ? Optional.of(group.substring(group.startsWith("_") ? 1 : 0))
                : Optional.empty();
    }

    private static Optional<String> container(String path) {
        return innermost(path, CgroupParser::containerId);
    }

    private static Optional<String> containerId(String group) {
        if (group.length() < CONTAINER_ID_LENGTH || group.contains(MONITOR)) {
            return Optional.empty();
        }
        Matcher matcher = CONTAINER.matcher(group);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static Optional<String> innermost(String path, Function<String, Optional<String>> part) {
        String[] groups = path.split("/", -1);
        for (int i = groups.length - 1; i >= 0; i--) {
            Optional<String> found = part.apply(groups[i]);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }
}
