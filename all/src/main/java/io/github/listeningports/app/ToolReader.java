package io.github.listeningports.app;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

/** Runs tools of the system, for the report only: the library starts none (but the two that show a Mac's firewalls). */
final class ToolReader {

    private static final int MAX_BYTES = 16 * 1024 * 1024;
    private static final long LIMIT_SECONDS = 60;
    private static final int HEX_LINE = 64;

    /**
     * What a tool printed, on both streams.
     *
     * @param text in hexadecimal, if its output is raw
     * @param ending its status, or why it has none
     */
    record Output(String text, String ending) {}

    private ToolReader() {}

    /** Runs it to its end, or for a minute. */
    static Output read(SystemTool tool) {
        try {
            Path file = Files.createTempFile("listening-ports", ".txt");
            try {
                return run(tool, file);
            } finally {
                delete(file);
            }
        } catch (IOException e) {
            return new Output("", "cannot be run: " + e.getMessage());
        }
    }

    /** Windows denies it while a process that the tool started has the file open. */
    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            file.toFile().deleteOnExit();
        }
    }

    private static Output run(SystemTool tool, Path file) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(tool.command())
                .redirectInput(Redirect.from(nullFile()))
                .redirectErrorStream(true)
                .redirectOutput(file.toFile());
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        String ending;
        try {
            ending = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)
                    ? "status " + process.exitValue()
                    : "stopped after " + LIMIT_SECONDS + " seconds";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ending = "interrupted";
        } finally {
            process.destroyForcibly(); // no effect once it has ended
        }
        try (InputStream printed = Files.newInputStream(file)) {
            byte[] bytes = printed.readNBytes(MAX_BYTES);
            return new Output(
                    tool.isRaw() ? hex(bytes) : new String(bytes, encoding()), ending + ", " + bytes.length + " bytes");
        }
    }

    private static String hex(byte[] bytes) {
        StringBuilder lines = new StringBuilder();
        for (int at = 0; at < bytes.length; at += HEX_LINE) {
            HexFormat.of().formatHex(lines, bytes, at, Math.min(bytes.length, at + HEX_LINE));
            lines.append('\n');
        }
        return lines.toString();
    }

    private static Charset encoding() {
        String name = System.getProperty("native.encoding", "UTF-8");
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8;
    }

    private static File nullFile() {
        return new File(File.separatorChar == '\\' ? "NUL" : "/dev/null");
    }
}
