package io.github.listeningports.spi;

import java.util.Optional;
import java.util.regex.Pattern;

/** Commands that a {@link io.github.listeningports.BindObstacle} suggests to its reader, who may paste them into a shell: a name that others choose is put in only if it cannot do harm there. */
public final class SuggestedCommand {

    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9:_.@][A-Za-z0-9:_.@-]*");

    private SuggestedCommand() {}

    /**
     * A command on something with a name, such as {@code systemctl stop orders}; empty unless the name consists of letters, digits and {@code :_.@-}, and does not begin like an option.
     *
     * @param command its words before the name
     */
    public static Optional<String> of(String command, String name) {
        return HARMLESS.matcher(name).matches() ? Optional.of(command + " " + name) : Optional.empty();
    }
}
