package io.github.listeningports.linux;

import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.ListeningPorts;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.lab.Machine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks with too little stack or heap, more of it each time, until it suffices; after each failure an ordinary look has to be right. Arguments: "stack" or "heap", and "ports", "owners", "owners-by-several" (threads) or "standard". Prints how many looks
 * failed, and what was wrong.
 */
final class FailedLooksMain {

    /** How deep the stack is. A look takes less than half of it. */
    private static final long STACK_BYTES = 512 * 1024;

    private static final int BOTTOMLESS = 1_000_000;

    /** How many calls less each time: a kilobyte or so. */
    private static final int CALLS = 12;

    private static final int DEPTHS = 100;
    private static final int HEAP_STEPS = 40;
    private static final int HEAP_STEP_BYTES = 1024;

    private static final InetAddress ADDRESS = InetAddress.getLoopbackAddress();

    private final SnapshotRequest request;
    private final ServerSocket stays;
    private ServerSocket last;
    private int failed;
    private int looks;

    /** How many calls are left to where the dive goes. */
    private int depth;

    /** What fills the heap. */
    private List<byte[]> ballast = List.of();

    private FailedLooksMain(SnapshotRequest request) throws IOException {
        this.request = request;
        stays = new ServerSocket(0, 1, ADDRESS);
        last = new ServerSocket(0, 1, ADDRESS);
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        SnapshotRequest request = switch (arguments[1]) {
            case "ports" -> SnapshotRequest.ports();
            case "owners" -> SnapshotRequest.owners().withCommandLines();
            case "owners-by-several" ->
                SnapshotRequest.owners().withCommandLines().withParallelism(4);
            default -> SnapshotRequest.standard();
        };
        new FailedLooksMain(request).run(arguments[0].equals("stack"));
    }

    private void run(boolean stack) throws IOException, InterruptedException {
        try (ListeningPortSource source = ListeningPorts.open(request)) {
            // Once with enough of all, because a class whose initialisation fails never works again.
            for (int i = 0; i < 3; i++) {
                renew();
                check(source, i);
            }
            Set<String> before = descriptors();
            for (int i = 0; i < (stack ? DEPTHS : HEAP_STEPS); i++) {
                renew();
                for (Runnable look : List.<Runnable>of(source::snapshot, () -> ListeningPorts.snapshot(request))) {
                    looks++;
                    failed += (stack ? failsDeep(look, i) : failsFull(look, i)) ? 1 : 0;
                }
                check(source, i);
            }
            awaitEndOfThreads();
            Set<String> left = descriptors();
            left.removeAll(before);
            if (!left.isEmpty()) {
                throw new AssertionError("left open: " + left);
            }
        }
        System.out.println(failed + " of " + looks + " looks failed");
    }

    /** So that each look has something to find, and something to forget. */
    private void renew() throws IOException {
        last.close();
        last = new ServerSocket(0, 1, ADDRESS);
    }

    /** In a thread of its own, with so many calls less on its stack than it bears. */
    private boolean failsDeep(Runnable look, int calls) throws InterruptedException {
        boolean[] fails = new boolean[1];
        Thread thread = new Thread(
                null,
                () -> {
                    int bottom = 0;
                    try {
                        dive(BOTTOMLESS, look);
                    } catch (StackOverflowError e) {
                        bottom = BOTTOMLESS - depth;
                    }
                    try {
                        dive(bottom - CALLS * calls, look);
                    } catch (VirtualMachineError e) {
                        fails[0] = true;
                    }
                },
                "deep",
                STACK_BYTES);
        thread.start();
        thread.join();
        return fails[0];
    }

    private void dive(int left, Runnable look) {
        depth = left;
        if (left == 0) {
            look.run();
        } else {
            dive(left - 1, look);
        }
    }

    /** With so little free in the heap. */
    private boolean failsFull(Runnable look, int steps) {
        try {
            fill();
            for (int i = 0; i < steps && !ballast.isEmpty(); i++) {
                ballast.remove(ballast.size() - 1);
            }
            look.run();
            return false;
        } catch (VirtualMachineError e) { // some methods of the JDK make an InternalError of an OutOfMemoryError
            return true;
        } finally {
            ballast = List.of();
        }
    }

    private void fill() {
        List<byte[]> filling = new ArrayList<>(100_000);
        ballast = filling;
        try {
            while (true) {
                filling.add(new byte[HEAP_STEP_BYTES]);
            }
        } catch (OutOfMemoryError full) {
            return;
        }
    }

    /** A look that hangs, because a lock is held for ever, ends this. */
    private void check(ListeningPortSource source, int step) throws InterruptedException {
        List<String> wrong = new ArrayList<>(List.of("hangs"));
        Thread thread = new Thread(() -> {
            try {
                wrong.addAll(mistakes("the open source", source.snapshot()));
                wrong.addAll(mistakes("a new source", ListeningPorts.snapshot(request)));
            } catch (RuntimeException | Error e) {
                wrong.add(e.toString());
                e.printStackTrace(System.out);
            }
            wrong.remove(0);
        });
        thread.setDaemon(true);
        thread.start();
        thread.join(TimeUnit.SECONDS.toMillis(Machine.PATIENCE_SECONDS));
        if (!wrong.isEmpty()) {
            throw new AssertionError("after step " + step + ", " + failed + " failures: " + wrong);
        }
    }

    private List<String> mistakes(String where, PortSnapshot snapshot) {
        Set<Integer> listed = new TreeSet<>();
        List<String> mistakes = new ArrayList<>();
        for (ListeningPort port : snapshot) {
            boolean ours = port.address().equals(ADDRESS) && port.port() == stays.getLocalPort();
            boolean renewed = port.address().equals(ADDRESS) && port.port() == last.getLocalPort();
            if (ours || renewed) {
                listed.add(port.port());
                if (request.asksForOwners()
                        && !Look.pids(port)
                                .equals(List.of(ProcessHandle.current().pid()))) {
                    mistakes.add(where + ": " + port);
                }
            }
        }
        if (!listed.equals(Set.of(stays.getLocalPort(), last.getLocalPort()))) {
            mistakes.add(where + " lists " + listed + " of " + stays + " and " + last);
        }
        return mistakes;
    }

    /** Those that have nothing to do end within a second. */
    private static void awaitEndOfThreads() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Machine.PATIENCE_SECONDS);
        for (List<String> left = threads(); !left.isEmpty(); left = threads()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("threads are left: " + left);
            }
            Thread.sleep(50);
        }
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("listening-ports"))
                .toList();
    }

    /** What the descriptors refer to, with their numbers, but for the sockets that are renewed and what the listing itself opens. */
    private Set<String> descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.map(each -> each.getFileName() + " " + target(each))
                    .filter(each -> !each.contains("/proc/"))
                    .map(each -> each.replaceFirst("^\\d+ socket:.*", "a socket, " + sockets() + " in all"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static long sockets() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(each -> target(each).startsWith("socket:")).count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }
}
