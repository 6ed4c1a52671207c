package io.github.listeningports.macos;

import io.github.listeningports.Protocol;
import io.github.listeningports.SnapshotRequest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The rows of our parsers, from both sources. */
final class OurRows {

    private OurRows() {}

    static List<SocketRow> ofInfos(List<ByteBuffer> infos) {
        List<SocketRow> rows = new ArrayList<>();
        SocketInfoParser parser = new SocketInfoParser(SnapshotRequest.ports());
        for (ByteBuffer each : infos) {
            SocketRow row = parser.parse(each);
            if (row != null) {
                rows.add(row);
            }
        }
        return rows;
    }

    static List<SocketRow> ofAnswer(ByteBuffer answer, Protocol protocol) {
        List<SocketRow> rows = new ArrayList<>();
        new PcbListParser(protocol, SnapshotRequest.ports()::asksForPort, 501, rows).parse(answer);
        return rows;
    }

    static MacListener listener(SocketRow row) {
        return new MacListener(
                HexFormat.of().formatHex(row.address().getAddress()),
                row.port(),
                row.id().handle(),
                row.id().generation());
    }
}
