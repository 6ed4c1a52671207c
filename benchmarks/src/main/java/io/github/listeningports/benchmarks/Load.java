package io.github.listeningports.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * What a machine is busy with while it is asked for its ports.
 *
 * @param processes how many there are
 * @param descriptors how many each of them holds, besides its sockets
 * @param listeners listening sockets, shared out among the processes
 * @param connections established connections, both ends on this machine
 */
record Load(String name, int processes, int descriptors, int listeners, int connections) {

    static final Load LAPTOP = new Load("laptop", 300, 30, 60, 500);
    static final Load SERVER = new Load("server", 1_000, 50, 500, 20_000);
    static final Load PROXY = new Load("proxy", 50, 20, 40, 100_000);

    /** A name, or four numbers with commas or spaces between them, which are their own name. */
    static Load of(String text) {
        for (Load load : List.of(LAPTOP, SERVER, PROXY)) {
            if (load.name.equals(text)) {
                return load;
            }
        }
        String[] numbers = text.split("[, ]", -1);
        if (numbers.length != 4) {
            throw new IllegalArgumentException(
                    "a load is laptop, server, proxy or PROCESSES,DESCRIPTORS,LISTENERS,CONNECTIONS, not " + text);
        }
        return new Load(
                String.join(" ", numbers),
                Integer.parseInt(numbers[0]),
                Integer.parseInt(numbers[1]),
                Integer.parseInt(numbers[2]),
                Integer.parseInt(numbers[3]));
    }

    /** Nothing but connections. */
    static Load connections(int count) {
        return new Load(count + " connections", 0, 0, 0, count);
    }

    String description() {
        return String.format(
                Locale.ROOT,
                "%,d processes with %,d descriptors each, %,d listening sockets, %,d connections",
                processes,
                descriptors,
                listeners,
                connections);
    }
}
