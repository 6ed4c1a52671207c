package io.github.listeningports.benchmarks;

/**
 * One measurement.
 *
 * @param listeners how many listening sockets, or lines of output, came of it: to see that all looked at the same
 * @param allocatedBytes what the thread that looked allocated; {@link #UNKNOWN} if it was not counted
 * @param remark what has to be known to read the figure; empty if nothing
 */
record Sample(long nanos, int listeners, long allocatedBytes, String remark) {

    static final long UNKNOWN = -1;

    /** "NANOSECONDS LISTENERS [BYTES [REMARK]]". */
    static Sample parse(String line) {
        String[] parts = line.split(" ", 4);
        if (parts.length < 2 || !parts[0].matches("\\d+")) {
            throw new IllegalStateException("no measurement: " + line);
        }
        return new Sample(
                Long.parseLong(parts[0]),
                Integer.parseInt(parts[1]),
                parts.length > 2 ? Long.parseLong(parts[2]) : UNKNOWN,
                parts.length > 3 ? parts[3] : "");
    }

    @Override
    public String toString() {
        return nanos + " " + listeners + " " + allocatedBytes + (remark.isEmpty() ? "" : " " + remark);
    }
}
