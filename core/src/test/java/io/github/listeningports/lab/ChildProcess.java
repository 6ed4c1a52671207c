package io.github.listeningports.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A program that prints a line "ready ..." when all is there, answers lines with lines, and ends when its standard input closes. */
public final class ChildProcess implements AutoCloseable {

    private final List<String> command;
    private final Process process;
    private final BufferedReader output;

    private ChildProcess(List<String> command, Process process) {
        this.command = command;
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    public static ChildProcess start(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return new ChildProcess(List.copyOf(command), process);
        } catch (IOException e) {
            throw new AssertionError(command + " cannot be started", e);
        }
    }

    /** Waits until the program is ready; the words behind "ready". */
    public List<String> awaitReady() {
        List<String> words = List.of(readLine().split(" ", -1));
        if (!words.get(0).equals("ready")) {
            process.destroyForcibly();
            throw new AssertionError(command + " is not ready, but printed " + words);
        }
        return words.subList(1, words.size());
    }

    /** The next line of its standard output, or "null" at the end. */
    public String readLine() {
        try {
            return String.valueOf(output.readLine());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public void writeLine(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public long pid() {
        return process.pid();
    }

    /** Kills a process of this user, a child of a child too, and waits until it holds nothing; needs Linux. */
    public static void end(long pid) {
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        while (Files.isDirectory(Path.of("/proc", Long.toString(pid), "fd")) && !isZombie(pid)) {
            Thread.onSpinWait();
        }
    }

    private static boolean isZombie(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'Z';
        } catch (IOException e) {
            return true;
        }
    }

    /** Ends the program as its user would: by closing its input. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            process.destroyForcibly();
            throw new AssertionError(e);
        }
        assertEquals(0, Machine.exitStatus(process), () -> "exit status of " + command);
    }
}
