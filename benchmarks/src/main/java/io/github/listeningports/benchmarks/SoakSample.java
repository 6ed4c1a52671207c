package io.github.listeningports.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * What this JVM keeps while nobody looks.
 *
 * @param descriptors entries of /proc/self/fd
 * @param heapKb after garbage collections
 * @param directKb direct buffers
 * @param committedKb native memory that the JVM accounts for; its heap, of one size, too
 * @param residentKb all memory, JNA's and the C library's too
 */
record SoakSample(int descriptors, int threads, long heapKb, long directKb, long committedKb, long residentKb) {

    static final String HEADER = "%6s %9s %6s %12s %8s %8s %8s %12s %9s"
            .formatted(
                    "second",
                    "looks",
                    "wrong",
                    "descriptors",
                    "threads",
                    "heap/kB",
                    "direct",
                    "committed/kB",
                    "RSS/kB");

    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Pattern COMMITTED = Pattern.compile("Total: reserved=\\d+KB, committed=(\\d+)KB");

    /** The watch, and threads that are about to end, may have something open: the least of so many counts is what stays. */
    private static final int COUNTS = 20;

    static SoakSample now() {
        int descriptors = Integer.MAX_VALUE;
        int threads = Integer.MAX_VALUE;
        try {
            for (int i = 0; i < COUNTS; i++) {
                TimeUnit.MILLISECONDS.sleep(20);
                descriptors = Math.min(descriptors, openDescriptors());
                threads = Math.min(threads, ManagementFactory.getThreadMXBean().getThreadCount());
            }
            // What a cleaner frees, the next collection finds freed.
            for (int i = 0; i < 3; i++) {
                System.gc();
                TimeUnit.MILLISECONDS.sleep(100);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024;
        long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .filter(pool -> pool.getName().equals("direct"))
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum()
                / 1024;
        return new SoakSample(
                descriptors, threads, heap, direct, number(COMMITTED, nativeMemory()), number(RESIDENT, status()));
    }

    private static int openDescriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return (int) open.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String status() {
        try {
            return Files.readString(Path.of("/proc/self/status"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** "jcmd PID VM.native_memory summary", which -XX:NativeMemoryTracking=summary enables. */
    private static String nativeMemory() {
        try {
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            Object[] arguments = {new String[] {"summary"}};
            String[] signature = {String[].class.getName()};
            return String.valueOf(server.invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "vmNativeMemory",
                    arguments,
                    signature));
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long number(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    String line(long second, SoakChecks checks) {
        return String.format(
                Locale.ROOT,
                "%6d %9d %6d %12d %8d %8d %8d %12d %9d",
                second,
                checks.looks(),
                checks.mistakes(),
                descriptors,
                threads,
                heapKb,
                directKb,
                committedKb,
                residentKb);
    }
}
