package example;

import io.github.listeningports.PortSnapshot;

/** Writes snapshots as JSON, and reads them back. */
public interface PortJson {

    String write(PortSnapshot snapshot);

    PortSnapshot read(String json);
}
