package io.github.listeningports.lab;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A container that deploys the same application five times, one after the other, each in a class loader of its own, and never stops: a JVM that loads it, runs its main method
 * in the main thread, closes the loader, and then collects garbage until none of the loaders is left, or for two minutes.
 */
public final class Redeployment {

    private static final int TIMES = 5;
    private static final long LIMIT_NANOS = 120_000_000_000L;
    private static final String JNA = "com.sun.jna.Memory";

    private Redeployment() {}

    /**
     * How many class loaders are left, as text, or the stack trace of an application that failed.
     *
     * @param container with the class path of the container, and this class
     * @param application a public class with a main method, without arguments
     * @param members whose directories and jars are the application's
     */
    public static String leftIn(ChildJvm container, Class<?> application, Class<?>... members) {
        List<String> arguments = new ArrayList<>(List.of(application.getName()));
        Stream.concat(Stream.of(application), Stream.of(members))
                .map(each -> ChildJvm.location(each).toString())
                .distinct()
                .forEach(arguments::add);
        ChildJvm.Output output = container.run(Redeployment.class.getName(), arguments.toArray(String[]::new));
        return output.out().strip() + output.errors();
    }

    public static void main(String[] arguments) throws Exception {
        URL[] classPath = new URL[arguments.length - 1];
        for (int i = 0; i < classPath.length; i++) {
            classPath[i] = Path.of(arguments[i + 1]).toUri().toURL();
        }
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            loaders.add(deploy(arguments[0], classPath));
        }
        Object ofContainer = useOfJna();
        long start = System.nanoTime();
        try {
            while (left(loaders) > 0 && System.nanoTime() - start < LIMIT_NANOS) {
                System.gc();
                Thread.sleep(100);
            }
        } finally {
            Reference.reachabilityFence(ofContainer);
        }
        System.out.println(left(loaders) + " left");
    }

    private static WeakReference<ClassLoader> deploy(String application, URL[] classPath) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader container = thread.getContextClassLoader();
        try (URLClassLoader loader = new URLClassLoader(classPath, container)) {
            thread.setContextClassLoader(loader);
            loader.loadClass(application).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
            return new WeakReference<>(loader);
        } finally {
            thread.setContextClassLoader(container);
        }
    }

    /** A container that has JNA uses it, so that the threads that JNA keeps while it is used go on. */
    private static Object useOfJna() throws ReflectiveOperationException {
        try {
            return Class.forName(JNA).getConstructor(long.class).newInstance(8L);
        } catch (ClassNotFoundException e) {
            return "a container without JNA";
        }
    }

    private static long left(List<WeakReference<ClassLoader>> loaders) {
        return loaders.stream().filter(each -> each.get() != null).count();
    }
}
