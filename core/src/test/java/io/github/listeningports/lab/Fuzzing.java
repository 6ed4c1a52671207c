package io.github.listeningports.lab;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What {@code .ci/fuzz} starts, of classes with a method {@code static List<FuzzTarget> targets()}. Jazzer knows this one by the name of its method, so that no test needs
 * Jazzer.
 */
public final class Fuzzing {

    private Fuzzing() {}

    /** The target that two system properties name; loaded with the first input. */
    private static final class Chosen {
        static final FuzzTarget TARGET = targets(System.getProperty("fuzz.class")).stream()
                .filter(each -> each.name().equals(System.getProperty("fuzz.target")))
                .findFirst()
                .orElseThrow();
    }

    /** Tries one input. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Chosen.TARGET.check().accept(bytes);
    }

    /** Prints a line for each target, its name and its class, and writes its seeds into a folder: FOLDER CLASS... */
    public static void main(String... arguments) throws IOException {
        for (int i = 1; i < arguments.length; i++) {
            for (FuzzTarget target : targets(arguments[i])) {
                System.out.println(target.name() + " " + arguments[i]);
                Path folder = Files.createDirectories(Path.of(arguments[0], target.name()));
                for (int n = 0; n < target.seeds().size(); n++) {
                    Files.write(folder.resolve("seed-" + n), target.seeds().get(n));
                }
            }
        }
    }

    private static List<FuzzTarget> targets(String name) {
        try {
            Method targets = Class.forName(name).getDeclaredMethod("targets");
            targets.setAccessible(true);
            return ((List<?>) targets.invoke(null))
                    .stream().map(FuzzTarget.class::cast).toList();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(name, e);
        }
    }
}
