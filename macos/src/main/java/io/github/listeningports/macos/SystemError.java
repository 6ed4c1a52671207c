package io.github.listeningports.macos;

/** Error numbers (bsd/sys/errno.h), and their text. */
final class SystemError {

    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int ESRCH = 3;
    static final int EBADF = 9;
    static final int ENOMEM = 12;
    static final int EINVAL = 22;
    static final int ENOTSOCK = 38;
    static final int EOPNOTSUPP = 102;

    private SystemError() {}

    static String text(int number) {
        return switch (number) {
            case EPERM -> "EPERM (not permitted)";
            case ENOENT -> "ENOENT (not found)";
            case ESRCH -> "ESRCH (no such process)";
            case ENOMEM -> "ENOMEM (buffer too small)";
            default -> "errno " + number;
        };
    }
}
