package io.github.listeningports.linux;

import java.util.ArrayList;
import java.util.List;

/** A list of pids in the making, which is the one before if all are the same: thousands of processes stay from one look to the next. */
final class PidList {

    private List<Long> pids;
    private int same;
    private boolean differs;

    /** @param before is not changed */
    PidList(List<Long> before) {
        pids = before;
    }

    void add(long pid) {
        if (!differs && same < pids.size() && pids.get(same) == pid) {
            same++;
            return;
        }
        forgetRest();
        pids.add(pid);
    }

    List<Long> list() {
        if (same < pids.size()) {
            forgetRest();
        }
        return pids;
    }

    private void forgetRest() {
        if (!differs) {
            differs = true;
            pids = new ArrayList<>(pids.subList(0, same));
        }
    }
}
