package io.github.listeningports.macos;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.platform.mac.SystemB.SocketFdInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The same rows through jna-platform's structures, as its users read them. */
final class JnaRows {

    private JnaRows() {}

    /** Its structures cannot be created without a libSystem; an empty one, compiled by gcc, suffices. */
    static void load() {
        if (Platform.isMac()) {
            return;
        }
        try {
            Path directory = Files.createTempDirectory("listening-ports-benchmarks");
            directory.toFile().deleteOnExit();
            Path source = Files.writeString(directory.resolve("empty.c"), "");
            Path library = directory.resolve("libSystem.so");
            library.toFile().deleteOnExit();
            source.toFile().deleteOnExit();
            Process gcc = new ProcessBuilder("gcc", "-shared", "-o", library.toString(), source.toString())
                    .inheritIO()
                    .start();
            if (gcc.waitFor() != 0) {
                throw new IllegalStateException("gcc cannot compile an empty file");
            }
            NativeLibrary.addSearchPath("System", directory.toString());
        } catch (IOException e) {
            throw new IllegalStateException("is gcc installed?", e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<MacListener> read(List<ByteBuffer> infos) {
        List<MacListener> rows = new ArrayList<>();
        for (ByteBuffer each : infos) {
            SocketFdInfo info = Structure.newInstance(SocketFdInfo.class, Native.getDirectBufferPointer(each));
            info.read();
            boolean tcp = info.psi.soi_kind == 2;
            info.psi.soi_proto.setType(tcp ? "pri_tcp" : "pri_in");
            info.psi.soi_proto.read();
            var in = tcp ? info.psi.soi_proto.pri_tcp.tcpsi_ini : info.psi.soi_proto.pri_in;
            boolean listens = tcp ? info.psi.soi_proto.pri_tcp.tcpsi_state == 1 : in.insi_fport == 0;
            if (listens) {
                Pointer local = in.getPointer().share(Layout.INSI_LADDR - Layout.INSI_FPORT);
                boolean ipv4 = in.insi_vflag == 1;
                rows.add(new MacListener(
                        HexFormat.of().formatHex(local.getByteArray(ipv4 ? 12 : 0, ipv4 ? 4 : 16)),
                        Short.toUnsignedInt(Short.reverseBytes((short) in.insi_lport)),
                        info.psi.soi_so,
                        in.insi_gencnt));
            }
        }
        return rows;
    }
}
