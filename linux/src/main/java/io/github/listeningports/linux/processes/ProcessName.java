package io.github.listeningports.linux.processes;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The name of a process, completed where the kernel truncated it. */
final class ProcessName {

    /** TASK_COMM_LEN less the NUL (include/linux/sched.h): a name of this length may be truncated. */
    private static final int LONGEST_COMMAND_NAME = 15;

    private static final String DELETED = " (deleted)";

    private ProcessName() {}

    /** Whether only an argument can complete the name: it may be truncated, and the executable is no longer name. */
    static boolean needsArguments(ProcessStat stat, Optional<String> executable) {
        boolean completed = executable.isPresent() && beginsWith(fileName(executable.get()), commandName(stat));
        return mayBeCut(stat) && !completed;
    }

    private static boolean mayBeCut(ProcessStat stat) {
        return stat.commandName().length() == LONGEST_COMMAND_NAME;
    }

    private static byte[] commandName(ProcessStat stat) {
        return stat.commandName().getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * The command name; if it may be truncated, the file name of the executable or of one of the first two arguments (the second is the script that
     * an interpreter runs), if that starts with the command name.
     *
     * @param executable the target of /proc/PID/exe
     * @param arguments decoded as UTF-8
     */
    static String of(ProcessStat stat, Optional<String> executable, List<String> arguments) {
        byte[] commandName = commandName(stat);
        List<String> paths = new ArrayList<>();
        if (mayBeCut(stat)) {
            paths.add(executable.orElse(""));
            paths.addAll(arguments.subList(0, Math.min(2, arguments.size())));
        }
        for (String path : paths) {
            if (beginsWith(fileName(path), commandName)) {
                return fileName(path);
            }
        }
        return new String(commandName, StandardCharsets.UTF_8);
    }

    /** The file name of an executable, deleted or not. */
    static String fileName(String path) {
        String file = path.endsWith(DELETED) ? path.substring(0, path.length() - DELETED.length()) : path;
        return file.substring(file.lastIndexOf('/') + 1);
    }

    /** Compared as bytes: the kernel may have truncated within a character. */
    private static boolean beginsWith(String name, byte[] commandName) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return bytes.length >= commandName.length
                && Arrays.equals(bytes, 0, commandName.length, commandName, 0, commandName.length);
    }
}
