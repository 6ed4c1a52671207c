package io.github.listeningports.linux;

import io.github.listeningports.Protocol;
import java.util.stream.Collectors;

/** Prints the executable of the owner of a TCP port, and the encoding of paths, as far as ASCII has it: other characters as their number. */
final class ExecutableMain {

    private ExecutableMain() {}

    public static void main(String[] arguments) {
        String executable = Look.only(Protocol.TCP, Integer.parseInt(arguments[0]))
                .owners()
                .get(0)
                .executable()
                .orElseThrow();
        System.out.println(System.getProperty("sun.jnu.encoding")
                + " "
                + executable
                        .chars()
                        .mapToObj(c ->
                                c > ' ' && c < 0x7f ? String.valueOf((char) c) : "<" + Integer.toHexString(c) + ">")
                        .collect(Collectors.joining()));
    }
}
