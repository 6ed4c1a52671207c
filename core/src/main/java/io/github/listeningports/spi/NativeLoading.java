package io.github.listeningports.spi;

import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Loads native code so that the class loader of an application can be collected later, when a container redeploys it.
 *
 * <p>JNA leaves behind thread locals of the thread that loads it (com.sun.jna.Structure.busy), and a thread of its own, "JNA Cleaner", which inherits the context class loader,
 * the inheritable thread locals and, before JDK 24, the access control context of the thread that makes its first call. That thread lives on as long as anyone in the JVM uses
 * JNA. So JNA is loaded here in a thread that then ends. An application on the class path of the JVM is never redeployed: its JNA is loaded in the caller's thread.
 */
public final class NativeLoading {

    private static final String NAME = "listening-ports-jna";

    /** The first JDK whose threads inherit no access control context (JEP 486). */
    private static final int NO_ACCESS_CONTROL_SINCE = 24;

    private NativeLoading() {}

    /** Whether this library may be collected before the JVM ends: not on the class path or module path of the JVM. */
    public static boolean canBeRedeployed() {
        return NativeLoading.class.getClassLoader() != ClassLoader.getSystemClassLoader();
    }

    /**
     * Returns what the loading returned, or throws what it threw.
     *
     * @param library a public class of the library that starts threads of its own, such as com.sun.jna.NativeLibrary
     * @param method a public static method of it without parameters, which returns an object of that class; it is called first, with none of the application's code on the stack
     * @param loading must not wait for the calling thread, such as for a class that it initialises
     */
    public static <T> T load(Class<?> library, String method, Supplier<T> loading) {
        if (!canBeRedeployed()) {
            return loading.get();
        }
        FutureTask<T> task = new FutureTask<>(() -> {
            if (Runtime.version().feature() < NO_ACCESS_CONTROL_SINCE) {
                callFirst(library, method);
            }
            return loading.get();
        });
        Thread thread = new Thread(null, task, NAME, 0, false);
        thread.setContextClassLoader(null);
        thread.setDaemon(true);
        thread.start();
        return result(task);
    }

    /**
     * An access control context holds the class loaders of all code on the stack, and of the thread's own context: so the thread is one of a ForkJoinPool, which gives it an
     * empty context, and only the JDK's and the library's code is on its stack.
     */
    @SuppressWarnings("unchecked") // a functional interface
    private static void callFirst(Class<?> library, String method) {
        ForkJoinPool pool = new ForkJoinPool(1);
        try {
            Callable<Object> call = MethodHandleProxies.asInterfaceInstance(
                    Callable.class,
                    MethodHandles.publicLookup().findStatic(library, method, MethodType.methodType(library)));
            FutureTask<Object> task = new FutureTask<>(call);
            pool.execute(task);
            result(task);
        } catch (NoSuchMethodException | IllegalAccessException e) {
            throw new LinkageError(e.toString(), e);
        } finally {
            pool.shutdown();
        }
    }

    /** Waits on if the caller is interrupted: a snapshot works in an interrupted thread too. */
    private static <T> T result(FutureTask<T> task) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
