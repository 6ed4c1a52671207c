package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.firewall.packet.BaseChain;
import java.util.ArrayList;
import java.util.List;

/** Orders of chains at one place, which run as they were created: the kernel does not tell. */
final class ChainOrders {

    private ChainOrders() {}

    /** Orders in which each of them comes first. */
    static List<List<BaseChain>> eachFirst(List<BaseChain> chains) {
        List<List<BaseChain>> all = new ArrayList<>();
        for (BaseChain first : chains) {
            List<BaseChain> order = new ArrayList<>(chains);
            order.remove(first);
            order.add(0, first);
            all.add(order);
        }
        return all;
    }

    /** Every order that they can have. */
    static List<List<BaseChain>> all(List<BaseChain> chains) {
        if (chains.size() < 2) {
            return List.of(chains);
        }
        List<List<BaseChain>> all = new ArrayList<>();
        for (BaseChain first : chains) {
            List<BaseChain> others = new ArrayList<>(chains);
            others.remove(first);
            for (List<BaseChain> rest : all(others)) {
                List<BaseChain> order = new ArrayList<>(List.of(first));
                order.addAll(rest);
                all.add(order);
            }
        }
        return all;
    }
}
