package io.github.listeningports;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Proxy;
import java.lang.runtime.ObjectMethods;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;

/**
 * Makes the JDK forget which records it linked last. Its {@link ObjectMethods} remembers the type for which each of its method handles was last adapted
 * (MethodHandle.asTypeCache): strongly in JDK 17, softly since JDK 19. So the record whose equals or hashCode was linked last keeps its class loader from being collected,
 * until some other class takes its place. Here a class does that keeps nothing.
 *
 * <p>It matters to applications that a container redeploys, so nothing is done for those on the class path of the JVM.
 */
final class RecordLinkage {

    /** The first JDK in which a new class loader does not hold the access control context of its maker (JEP 486). Before it, JDK 19 to 23 keep the record softly. */
    private static final int NO_ACCESS_CONTROL_SINCE = 24;

    /** In a holder, as it is seldom needed. */
    private static final class Other {
        static final Class<?> TYPE =
                Runtime.version().feature() < NO_ACCESS_CONTROL_SINCE ? String.class : emptyClass();
    }

    private RecordLinkage() {}

    static void forget() {
        if (RecordLinkage.class.getClassLoader() == ClassLoader.getSystemClassLoader()) {
            return;
        }
        Class<?> other = Other.TYPE;
        MethodHandle component = MethodHandles.identity(other);
        try {
            for (String method : List.of("equals", "hashCode")) {
                ObjectMethods.bootstrap(
                        MethodHandles.lookup(), method, MethodHandle.class, other, "component", component);
            }
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("methods of records cannot be linked", e);
        }
    }

    /** Of a class loader of its own: JDK 19 and later remember classes of the JDK's loaders apart. */
    private static Class<?> emptyClass() {
        return Proxy.newProxyInstance(
                        new URLClassLoader(new URL[0], null), new Class<?>[] {Runnable.class}, (self, method, args) -> {
                            throw new UnsupportedOperationException();
                        })
                .getClass();
    }
}
