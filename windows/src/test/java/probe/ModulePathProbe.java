package probe;

import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPorts;

/** A program that uses the public API. It has its own package: on the module path those of the provider are closed to it. */
public final class ModulePathProbe {

    private ModulePathProbe() {}

    /** Prints the module of the API, and the listeners on the given port. */
    public static void main(String[] arguments) {
        System.out.println(ListeningPort.class.getModule());
        ListeningPorts.snapshot().onPort(Integer.parseInt(arguments[0])).forEach(System.out::println);
    }
}
