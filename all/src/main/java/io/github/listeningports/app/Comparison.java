package io.github.listeningports.app;

import io.github.listeningports.ListeningPort;
import io.github.listeningports.PortSnapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Compares the listeners of a tool with ours, in what both can see. The tool and we looked in turn, twice each: what came or went meanwhile is in one of two
 * looks only, and is no difference.
 */
final class Comparison {

    private final List<String> differences = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    /**
     * Compares the looks, in the order of the parameters.
     *
     * @param seesAll whether the tool lists all users' sockets, so that it should list every one of ours
     */
    Comparison(
            Collection<ToolListener> theirs,
            PortSnapshot ours,
            Collection<ToolListener> theirsAgain,
            PortSnapshot oursAgain,
            boolean seesAll) {
        for (ToolListener listener : theirs) {
            if (theirsAgain.contains(listener) && ours.ports().stream().noneMatch(listener::is)) {
                note(!ours.isComplete(), "only the tool lists " + listener);
            }
        }
        for (ListeningPort port : ours) {
            boolean stayed =
                    oursAgain.ports().stream().anyMatch(each -> each.id().equals(port.id()));
            if (stayed && theirsAgain.stream().noneMatch(listener -> listener.is(port))) {
                note(!seesAll, "only we list " + port);
            }
        }
    }

    private void note(boolean explained, String what) {
        List<String> list = explained ? remarks : differences;
        if (!list.contains(what)) {
            list.add(what);
        }
    }

    /** What one lists and the other should list too. */
    List<String> differences() {
        return List.copyOf(differences);
    }

    /** What one lists and the other may be denied: a diagnostic says that ports are missing, or the tool shows the user's own sockets only. */
    List<String> remarks() {
        return List.copyOf(remarks);
    }
}
