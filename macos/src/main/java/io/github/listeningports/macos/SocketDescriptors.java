package io.github.listeningports.macos;

import java.util.Arrays;

/** The sockets among the descriptors and Mach fileports of a process, by number: what tells cheaply whether it has others than before. */
final class SocketDescriptors {

    private static final long FILEPORT = 1L << 32;

    private final long[] numbers;
    private final int error;

    /**
     * @param numbers as {@link #ofDescriptor} and {@link #ofFileport} make them
     * @param error why not all are there, a number of errno; 0 if they are
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
