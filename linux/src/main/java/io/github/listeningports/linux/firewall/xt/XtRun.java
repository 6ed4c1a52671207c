package io.github.listeningports.linux.firewall.xt;

import io.github.listeningports.linux.firewall.packet.IntervalSet;
import io.github.listeningports.linux.firewall.packet.IntervalSets;
import java.util.List;

/**
 * A rule, or several in a row that differ only in their sources, and are the same as one with all of them.
 *
 * @param similar how many follow the first
 * @param sources the sources of all of them; empty if it stands alone
 */
record XtRun(XtEntry first, int similar, IntervalSet sources) {

    static XtRun of(XtEntry only) {
        return new XtRun(only, 0, IntervalSet.EMPTY);
    }

    static XtRun of(XtEntry first, List<IntervalSet> sources) {
        return new XtRun(first, sources.size() - 1, IntervalSets.union(sources));
    }
}
