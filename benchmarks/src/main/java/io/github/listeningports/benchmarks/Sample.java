package io.github.listeningports.benchmarks;

/**
 * One measurement.
 *
 * @param listeners how many listening sockets, or lines of output, came of it: to see that all looked at the same
 * @param remark what has to be known to read the figure; empty if nothing
 */
record Sample(long nanos, int listeners, String remark) {

    /** "NANOSECONDS LISTENERS [REMARK]". */
    static Sample parse(String line) {
        String[] parts = line.split(" ", 3);
        if (parts.length < 2 || !parts[0].matches("\\d+")) {
            throw new IllegalStateException("no measurement: " + line);
        }
        return new Sample(Long.parseLong(parts[0]), Integer.parseInt(parts[1]), parts.length > 2 ? parts[2] : "");
    }

    @Override
    public String toString() {
        return nanos + " " + listeners + (remark.isEmpty() ? "" : " " + remark);
    }
}
