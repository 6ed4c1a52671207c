package io.github.listeningports.windows.api;

/** The error numbers of Windows: winerror.h, and ntstatus.h where a function passes one through. */
public final class WindowsError {

    public static final int ACCESS_DENIED = 5;
    public static final int NOT_SUPPORTED = 50;
    public static final int INVALID_PARAMETER = 87;
    public static final int INSUFFICIENT_BUFFER = 122;
    static final int MORE_DATA = 234;

    /** STATUS_UNSUCCESSFUL. The table functions return it if a table grew while they read it. */
    public static final int UNSUCCESSFUL = 0xC0000001;

    private WindowsError() {}

    /** The number as the tools of Windows print it, and the name of a common one. */
    public static String text(int error) {
        String number = error < 0 ? "0x%08X".formatted(error) : Integer.toString(error);
        String name = switch (error) {
            case ACCESS_DENIED -> " (access denied)";
            case 6 -> " (invalid handle)";
            case 8, 14 -> " (out of memory)";
            case 31 -> " (general failure)";
            case NOT_SUPPORTED -> " (not supported)";
            case INVALID_PARAMETER -> " (invalid parameter)";
            case INSUFFICIENT_BUFFER -> " (buffer too small)";
            case UNSUCCESSFUL -> " (unsuccessful)";
            case 1722 -> " (RPC server unavailable)";
            default -> "";
        };
        return "Windows error " + number + name;
    }
}
