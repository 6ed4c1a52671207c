package io.github.listeningports.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A process that stays, and measures once for each line that it is sent. So one coordinator can take all in turn, and noise hits all alike,
 * while what runs inside stays warm.
 */
final class Companion implements AutoCloseable {

    private static final byte[] MEASURE = {'\n'};
    private static final int PATIENCE_SECONDS = 20;

    private final List<String> command;
    private final Process process;
    private final OutputStream commands;
    private final BufferedReader answers;

    private Companion(List<String> command, Process process) {
        this.command = command;
        this.process = process;
        this.commands = process.getOutputStream();
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static Companion start(List<String> command) {
        try {
            return new Companion(
                    command,
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start());
        } catch (IOException e) {
            throw new IllegalStateException("cannot be started: " + command, e);
        }
    }

    /** Starts the load, and waits until it is there; it ends when it is closed. */
    static Companion load(String lab, Load load) {
        Companion swarm = start(List.of(
                lab,
                "swarm",
                Integer.toString(load.processes()),
                Integer.toString(load.descriptors()),
                Integer.toString(load.listeners()),
                Integer.toString(load.connections())));
        String said = swarm.answer();
        if (!said.equals("ready")) {
            throw new IllegalStateException("the load did not come up, but says " + said);
        }
        return swarm;
    }

    Sample measure() {
        try {
            commands.write(MEASURE);
            commands.flush();
        } catch (IOException e) {
            throw new IllegalStateException("has ended: " + command, e);
        }
        return Sample.parse(answer());
    }

    /** Measures until it is warm, or for so long. */
    void warm(int seconds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        for (int i = 0; i < 1_000 && System.nanoTime() < end; i++) {
            measure();
        }
    }

    private String answer() {
        try {
            return Optional.ofNullable(answers.readLine())
                    .orElseThrow(() -> new IllegalStateException("has ended without an answer: " + command));
        } catch (IOException e) {
            throw new IllegalStateException("cannot be understood: " + command, e);
        }
    }

    /** Ends the process as it expects: by the end of its input. */
    @Override
    public void close() {
        try {
            commands.close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException | InterruptedException e) {
            process.destroyForcibly();
        }
    }
}
