package io.github.listeningports.macos;

/**
 * Sizes of structures and offsets of their fields, in bytes. The same on x86-64 and arm64, both little-endian, and unchanged in the published kernels of macOS
 * 10.9 to 15: bsd/sys/proc_info.h, bsd/sys/socketvar.h, bsd/netinet/in_pcb.h and bsd/netinet/tcp_var.h of xnu.
 */
final class Layout {

    /** struct proc_fdinfo, and struct proc_fileportinfo, which begins alike. */
    static final int FDINFO = 8;

    static final int FDINFO_NUMBER = 0;
    static final int FDINFO_TYPE = 4;

    /** struct socket_fdinfo. */
    static final int SOCKET_FDINFO = 792;

    static final int SOI_SO = 160;
    static final int SOI_PROTOCOL = 180;
    static final int SOI_FAMILY = 184;
    static final int SOI_QLEN = 194;
    static final int SOI_INCQLEN = 196;
    static final int SOI_QLIMIT = 198;
    static final int SOI_KIND = 256;
    static final int INSI_FPORT = 264;
    static final int INSI_LPORT = 268;
    static final int INSI_GENCNT = 272;
    static final int INSI_VFLAG = 288;
    static final int INSI_LADDR = 312;
    static final int TCPSI_STATE = 344;

    /** struct proc_bsdinfo. */
    static final int BSDINFO = 136;

    static final int PBI_PID = 12;
    static final int PBI_PPID = 16;
    static final int PBI_UID = 20;
    static final int PBI_RUID = 28;
    static final int PBI_COMM = 48;
    static final int PBI_COMM_BYTES = 16;
    static final int PBI_NAME = 64;
    static final int PBI_NAME_BYTES = 32;
    static final int PBI_START_SECONDS = 120;
    static final int PBI_START_MICROS = 128;

    /** struct proc_bsdshortinfo. */
    static final int BSDSHORTINFO = 64;

    static final int PBSI_PID = 0;
    static final int PBSI_PPID = 4;
    static final int PBSI_COMM = 16;
    static final int PBSI_UID = 36;
    static final int PBSI_RUID = 44;

    /** struct proc_uniqidentifierinfo (bsd/sys/proc_info_private.h). */
    static final int UNIQIDENTIFIERINFO = 56;

    static final int PUI_UNIQUEID = 16;
    static final int PUI_PUNIQUEID = 24;

    /** struct proc_vnodepathinfo: the working directory and the root directory, each a struct vnode_info and a path. */
    static final int VNODEPATHINFO = 2352;

    static final int PVI_CDIR_PATH = 152;
    static final int PVI_PATH_BYTES = 1024;

    /** struct xinpgen: the first and the last record of pcblist_n. */
    static final int XINPGEN = 24;

    static final int XIG_COUNT = 4;
    static final int XIG_GEN = 8;

    /** struct xgen_n: the beginning of every record between them. */
    static final int XGN_KIND = 4;

    /** struct xinpcb_n; the size covers what we read. */
    static final int XINPCB_READ = 80;

    static final int XI_FPORT = 16;
    static final int XI_LPORT = 18;
    static final int XI_GENCNT = 28;
    static final int XI_VFLAG = 44;
    static final int XI_FADDR = 48;
    static final int XI_LADDR = 64;

    /** struct xsocket_n, of 76 bytes, since macOS 13 of 104; the size covers what we read. */
    static final int XSOCKET_READ = 72;

    static final int XSO_SO = 8;
    static final int XSO_OPTIONS = 20;
    static final int XSO_FAMILY = 40;
    static final int XSO_QLEN = 44;
    static final int XSO_INCQLEN = 46;
    static final int XSO_QLIMIT = 48;
    static final int XSO_UID = 64;
    static final int XSO_LAST_PID = 68;

    /** struct xtcpcb_n; the size covers what we read. */
    static final int XTCPCB_READ = 40;

    static final int XT_STATE = 36;

    private Layout() {}
}
