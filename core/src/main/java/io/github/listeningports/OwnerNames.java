package io.github.listeningports;

import java.util.Optional;

/** Whether an owner is the one that somebody names. */
final class OwnerNames {

    private static final String UNIT = ".service";

    /** So many digits {@code docker ps} prints. */
    private static final int SHORT_ID = 12;

    /** A SHA-256 digest in hexadecimal. */
    private static final int FULL_ID = 64;

    private OwnerNames() {}

    static boolean isNamed(ProcessInfo owner, String name) {
        return owner.name().equals(Optional.of(name))
                || owner.program().map(Program::name).equals(Optional.of(name))
                || owner.executable().map(OwnerNames::fileName).equals(Optional.of(name));
    }

    /** Of another system's path as well: a snapshot can be looked at elsewhere. Linux adds " (deleted)" where the file was replaced. */
    private static String fileName(String path) {
        String file = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
        return file.endsWith(" (deleted)") ? file.substring(0, file.length() - " (deleted)".length()) : file;
    }

    static boolean isOfService(ProcessInfo owner, String name) {
        return owner.services().contains(name) || owner.services().contains(name + UNIT);
    }

    static boolean isOfContainer(ProcessInfo owner, String id) {
        return owner.containerId()
                .filter(own -> own.equals(id) || isShortOf(id, own))
                .isPresent();
    }

    /** Names of guests are not abbreviated: web-server-1 is not web-server-10. */
    private static boolean isShortOf(String id, String full) {
        return full.length() == FULL_ID && id.length() >= SHORT_ID && full.startsWith(id);
    }
}
