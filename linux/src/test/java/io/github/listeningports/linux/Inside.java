package io.github.listeningports.linux;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/** The network namespace of another process, entered by a thread of this JVM: it ends with what it does there (setns(2)). */
public final class Inside {

    private static final int CLONE_NEWNET = 0x40000000;

    private Inside() {}

    /** Begins something in a thread that is in the network namespace of a process; needs root and native code. */
    public static <T> Future<T> namespaceOf(long pid, Callable<T> what) {
        FutureTask<T> task = new FutureTask<>(() -> {
            enter(pid);
            return what.call();
        });
        new Thread(task, "in another network namespace").start();
        return task;
    }

    private static void enter(long pid) {
        // With an option of its own: closing it closes it for all that share the same options.
        try (NativeLibrary libc = NativeLibrary.getInstance(null, Map.of("io.github.listeningports", "lab"))) {
            Function open = libc.getFunction("open", Function.THROW_LAST_ERROR);
            Function setns = libc.getFunction("setns", Function.THROW_LAST_ERROR);
            Function close = libc.getFunction("close", Function.THROW_LAST_ERROR);
            int descriptor = open.invokeInt(new Object[] {"/proc/" + pid + "/ns/net", 0});
            setns.invokeInt(new Object[] {descriptor, CLONE_NEWNET});
            close.invokeInt(new Object[] {descriptor});
        }
    }
}
