package io.github.listeningports.macos;

import java.util.Arrays;

/** The sockets among the descriptors and Mach fileports of a process, by number: a cheap way to see whether they changed. */
final class SocketDescriptors {

    private static final long FILEPORT = 1L << 32;

    private final long[] numbers;
    private final int error;

    /**
     * @param numbers as {@link #ofDescriptor} and {@link #ofFileport} make them
     * @param error the errno that cut the list short; 0 if it is complete
     */
    SocketDescriptors(long[] numbers, int error) {
        this.numbers = numbers.clone();
        this.error = error;
    }

    static long ofDescriptor(int number) {
        return Integer.toUnsignedLong(number);
    }

    static long ofFileport(int name) {
        return FILEPORT | Integer.toUnsignedLong(name);
    }

    static boolean isFileport(long number) {
        return (number & FILEPORT) != 0;
    }

    int size() {
        return numbers.length;
    }

    long get(int index) {
        return numbers[index];
    }

    int error() {
        return error;
    }

    boolean isSameAs(SocketDescriptors other) {
        return error == other.error && Arrays.equals(numbers, other.numbers);
    }
}
