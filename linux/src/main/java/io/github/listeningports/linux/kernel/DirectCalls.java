package io.github.listeningports.linux.kernel;

import com.sun.jna.Native;

/**
 * The C library's functions that read a directory of links by its descriptor, and single links and numbers of descriptors. JNA binds them directly to these methods: unlike those of {@link LibC}, they are called for
 * every descriptor on the machine, so the call overhead matters. All of them return -1 on failure, with errno in {@link #lastError}.
 *
 * <p>They can be called between {@link NativeTier#acquireLinks} and {@link NativeTier#releaseLinks} only. Sizes are passed as 64 bits, so these work on 64-bit machines only.
 */
public final class DirectCalls {

    private DirectCalls() {}

    /** The errno that the last of these calls left in this thread. */
    public static int lastError() {
        return Native.getLastError();
    }

    public static native int open(long path, int flags);

    public static native long lseek(int directory, long position, int whence);

    public static native long getdents64(int directory, long buffer, long size);

    public static native long readlinkat(int directory, long name, long buffer, long size);

    public static native int statx(int directory, long path, int flags, int mask, long buffer);

    public static native int close(int descriptor);
}
