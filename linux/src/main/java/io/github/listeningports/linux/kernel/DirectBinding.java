package io.github.listeningports.linux.kernel;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import io.github.listeningports.spi.NativeLoading;
import java.util.List;

/**
 * Binds {@link DirectCalls} once that pays, as long as anyone uses them, or for good where this class is never unloaded. JNA keeps a JNI global reference to a class that it has bound (native/dispatch.c, registerMethod), so a class bound
 * forever would keep its class loader from being collected.
 *
 * <p>Any number of threads may use it. The last release frees the code behind the methods: whoever calls them must be between its own {@link #acquire} and {@link #release}.
 */
final class DirectBinding {

    private static final List<String> NAMES = List.of("open", "lseek", "getdents64", "readlinkat", "statx", "close");

    /** So often one does without first. The first binding of a JVM takes it some 12 ms of CPU time, most of them for classes of JNA and proxies of the JDK. */
    private static final int UNTIL_IT_PAYS = 1024;

    private final NativeLibrary library;
    private int users;
    private int asked;
    private boolean bound;
    private boolean failed;

    /** @param closed a library that has found the functions {@link #NAMES}: JNA binds those, also after the library was closed */
    private DirectBinding(NativeLibrary closed) {
        library = closed;
    }

    /**
     * Finds the functions. Where this class may be unloaded, also binds them for a moment: what JNA leaves behind in the thread that binds first stays in this one. There is one such object in a process, as
     * the last release concerns all users of the class.
     *
     * @param open is closed
     * @throws UnsatisfiedLinkError if the C library lacks one (getdents64 came with glibc 2.30, statx with musl 1.2.5), or this is not a 64-bit machine
     */
    static DirectBinding findIn(NativeLibrary open) {
        try (open) {
            if (Native.POINTER_SIZE != Long.BYTES) {
                throw new UnsatisfiedLinkError("not a 64-bit machine");
            }
            for (String name : NAMES) {
                open.getFunction(name);
            }
        }
        DirectBinding binding = new DirectBinding(open);
        if (NativeLoading.canBeRedeployed()) {
            binding.bind();
            binding.unbind();
        }
        return binding;
    }

    /**
     * Binds the methods for one more user; false if JNA cannot, or if it does not pay yet.
     *
     * @param now whether to bind them at once
     */
    synchronized boolean acquire(boolean now) {
        if (!bound && !failed && (now || ++asked > UNTIL_IT_PAYS)) {
            try {
                bind();
            } catch (LinkageError e) {
                failed = true; // a class of JNA is broken for good, such as one whose initialiser met a full heap
            }
        }
        users += bound ? 1 : 0;
        return bound;
    }

    private void bind() {
        Native.register(DirectCalls.class, library);
        // A static map of JNA maps the class to these options, weakly, but they name the class again. JNA reads
        // them for structures and callbacks only.
        Native.getLibraryOptions(DirectCalls.class).clear();
        bound = true;
    }

    private void unbind() {
        bound = false;
        Native.unregister(DirectCalls.class);
    }

    /** Ends the use by one user. */
    synchronized void release() {
        users--;
        // Bound anew, a method runs interpreted at first: HotSpot drops what it compiled for the old binding.
        if (users == 0 && NativeLoading.canBeRedeployed()) {
            unbind();
        }
    }
}
