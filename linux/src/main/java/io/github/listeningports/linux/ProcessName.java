package io.github.listeningports.linux;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The name of a process, made whole where the kernel cut it. */
final class ProcessName {

    /** TASK_COMM_LEN less the NUL (include/linux/sched.h): a name of this length may have been longer. */
    private static final int LONGEST_COMMAND_NAME = 15;

    private static final String DELETED = " (deleted)";

    private ProcessName() {}

    static boolean mayBeCut(ProcessStat stat) {
        return stat.commandName().length() == LONGEST_COMMAND_NAME;
    }

    /**
     * The command name; if it may be cut, the file name of the executable or of the first argument, where it goes on as the command name begins.
     *
     * @param executable what /proc/PID/exe says
     * @param firstArgument decoded as UTF-8
     */
    static String of(ProcessStat stat, Optional<String> executable, Optional<String> firstArgument) {
        byte[] commandName = stat.commandName().getBytes(StandardCharsets.ISO_8859_1);
        if (mayBeCut(stat)) {
            for (Optional<String> path : List.of(executable.map(ProcessName::withoutDeleted), firstArgument)) {
                Optional<String> longer = path.map(ProcessName::fileName).filter(name -> beginsWith(name, commandName));
                if (longer.isPresent()) {
                    return longer.get();
                }
            }
        }
        return new String(commandName, StandardCharsets.UTF_8);
    }

    private static String withoutDeleted(String executable) {
        return executable.endsWith(DELETED)
                ? executable.substring(0, executable.length() - DELETED.length())
                : executable;
    }

    private static String fileName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Compared as bytes: the kernel may have cut within a character. */
    private static boolean beginsWith(String name, byte[] commandName) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return bytes.length >= commandName.length
                && Arrays.equals(bytes, 0, commandName.length, commandName, 0, commandName.length);
    }
}
