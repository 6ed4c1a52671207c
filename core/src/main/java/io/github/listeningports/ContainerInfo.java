package io.github.listeningports;

import java.util.Objects;
import java.util.Optional;

/**
 * A container or guest.
 *
 * @param id 64 hexadecimal digits with Docker, containerd, CRI-O and Podman; the name or number of another guest, as in {@link ProcessInfo#containerId()}
 * @param name its name in Docker or Podman; only if known without asking them, or requested ({@link SnapshotRequest#withContainerNames()})
 * @param image what it was made from, as whoever started it named it: {@code postgres:16}; only if requested
 */
public record ContainerInfo(String id, Optional<String> name, Optional<String> image) {

    /** So many digits of an id {@code docker ps} prints. */
    private static final int SHORT_ID = 12;

    /** A SHA-256 digest in hexadecimal. */
    private static final int FULL_ID = 64;

    public ContainerInfo {
        if (id.isBlank()) {
            throw new IllegalArgumentException("a container needs an id");
        }
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(image, "image");
    }

    /** A container of which only the id is known. */
    public static ContainerInfo of(String id) {
        return new ContainerInfo(id, Optional.empty(), Optional.empty());
    }

    /** The name, or else the id, of whose 64 digits the first 12; safe to print. */
    public String displayName() {
        return HarmlessText.of(name.orElse(id.length() == FULL_ID ? id.substring(0, SHORT_ID) : id));
    }

    /** {@code orders-db (postgres:16)}; safe to print. */
    @Override
    public String toString() {
        return displayName()
                + image.map(from -> " (" + HarmlessText.of(from) + ")").orElse("");
    }
}
