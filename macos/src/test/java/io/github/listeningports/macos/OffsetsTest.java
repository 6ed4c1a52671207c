package io.github.listeningports.macos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Structure;
import com.sun.jna.platform.mac.SystemB;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The provider's offsets against two independent sources: a C compiler, and jna-platform. */
class OffsetsTest {

    static Stream<Field> layout() {
        return Stream.of(Layout.class.getDeclaredFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == int.class);
    }

    @ParameterizedTest
    @MethodSource("layout")
    void asTheCompilerLaysThemOut(Field field) throws IllegalAccessException {
        FakeMac.needs();
        field.setAccessible(true);

        assertEquals(FakeMac.offset(field.getName()), field.getInt(null), field.getName());
    }

    /** The simulated kernel's records are as long as Apple's, compiled from its headers. */
    @Test
    void wholeRecords() {
        FakeMac.needs();

        assertEquals(104, FakeMac.offset("xinpcb"));
        assertEquals(104, FakeMac.offset("xsocket"));
        assertEquals(32, FakeMac.offset("xsockbuf"));
        assertEquals(136, FakeMac.offset("xsockstat"));
        assertEquals(204, FakeMac.offset("xtcpcb"));
    }

    /** jna-platform has structures for libproc, but none for pcblist_n and struct proc_bsdshortinfo. */
    @Test
    void asJnaPlatformHasThem() throws ReflectiveOperationException, IOException {
        loadTheirs();
        Map<String, Integer> theirs = new LinkedHashMap<>();
        SystemB.SocketFdInfo socket = structure(SystemB.SocketFdInfo.class);
        int info = offset(socket, "psi");
        int proto = info + offset(socket.psi, "soi_proto");
        theirs.put("SOCKET_FDINFO", socket.size());
        theirs.put("SOI_SO", info + offset(socket.psi, "soi_so"));
        theirs.put("SOI_PROTOCOL", info + offset(socket.psi, "soi_protocol"));
        theirs.put("SOI_FAMILY", info + offset(socket.psi, "soi_family"));
        theirs.put("SOI_QLEN", info + offset(socket.psi, "soi_qlen"));
        theirs.put("SOI_QLIMIT", info + offset(socket.psi, "soi_qlimit"));
        theirs.put("SOI_KIND", info + offset(socket.psi, "soi_kind"));
        SystemB.InSockInfo in = structure(SystemB.InSockInfo.class);
        theirs.put("INSI_FPORT", proto + offset(in, "insi_fport"));
        theirs.put("INSI_LPORT", proto + offset(in, "insi_lport"));
        theirs.put("INSI_GENCNT", proto + offset(in, "insi_gencnt"));
        theirs.put("INSI_VFLAG", proto + offset(in, "insi_vflag"));
        theirs.put("INSI_LADDR", proto + offset(in, "insi_laddr"));
        theirs.put("TCPSI_STATE", proto + offset(structure(SystemB.TcpSockInfo.class), "tcpsi_state"));
        SystemB.ProcFdInfo descriptor = structure(SystemB.ProcFdInfo.class);
        theirs.put("FDINFO", descriptor.size());
        theirs.put("FDINFO_NUMBER", offset(descriptor, "proc_fd"));
        theirs.put("FDINFO_TYPE", offset(descriptor, "proc_fdtype"));
        SystemB.ProcBsdInfo process = structure(SystemB.ProcBsdInfo.class);
        theirs.put("BSDINFO", process.size());
        theirs.put("PBI_PID", offset(process, "pbi_pid"));
        theirs.put("PBI_PPID", offset(process, "pbi_ppid"));
        theirs.put("PBI_UID", offset(process, "pbi_uid"));
        theirs.put("PBI_RUID", offset(process, "pbi_ruid"));
        theirs.put("PBI_COMM", offset(process, "pbi_comm"));
        theirs.put("PBI_COMM_BYTES", process.pbi_comm.length);
        theirs.put("PBI_NAME", offset(process, "pbi_name"));
        theirs.put("PBI_NAME_BYTES", process.pbi_name.length);
        theirs.put("PBI_START_SECONDS", offset(process, "pbi_start_tvsec"));
        theirs.put("PBI_START_MICROS", offset(process, "pbi_start_tvusec"));
        SystemB.VnodePathInfo directories = structure(SystemB.VnodePathInfo.class);
        theirs.put("VNODEPATHINFO", directories.size());
        theirs.put("PVI_CDIR_PATH", offset(directories, "pvi_cdir") + offset(directories.pvi_cdir, "vip_path"));
        theirs.put("PVI_PATH_BYTES", directories.pvi_cdir.vip_path.length);

        Map<String, Integer> ours = new LinkedHashMap<>();
        for (String name : theirs.keySet()) {
            Field field = Layout.class.getDeclaredField(name);
            field.setAccessible(true);
            ours.put(name, field.getInt(null));
        }
        assertEquals(theirs, ours);
        assertTrue(Platform.is64Bit(), "the structures are those of 64 bits");
    }

    /** Their structures need their library loaded. */
    private static void loadTheirs() throws IOException {
        if (!Platform.isMac()) {
            FakeMac.needs();
            Path directory = Files.createTempDirectory("listening-ports-fake");
            directory.toFile().deleteOnExit();
            Path library = Files.copy(FakeMac.library(), directory.resolve("libSystem.so"));
            library.toFile().deleteOnExit();
            NativeLibrary.addSearchPath("System", directory.toString());
        }
    }

    private static <S extends Structure> S structure(Class<S> type) {
        return Structure.newInstance(type);
    }

    /** Structure.fieldOffset is protected. */
    private static int offset(Structure structure, String field) throws ReflectiveOperationException {
        var method = Structure.class.getDeclaredMethod("fieldOffset", String.class);
        method.setAccessible(true);
        return (int) method.invoke(structure, field);
    }
}
