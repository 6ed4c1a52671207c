package probe;

import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPorts;

/** A program that looks by the public API. In a package of its own: on the module path those of the provider are closed to it. */
public final class ModulePathProbe {

    private ModulePathProbe() {}

    /** Prints in which module the API is, and who is on the port that is the argument. */
    public static void main(String[] arguments) {
        System.out.println(ListeningPort.class.getModule());
        ListeningPorts.snapshot().onPort(Integer.parseInt(arguments[0])).forEach(System.out::println);
    }
}
