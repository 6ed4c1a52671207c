package io.github.listeningports.linux;

import io.github.listeningports.ProcessInfo;
import io.github.listeningports.linux.containers.ContainerReader;
import io.github.listeningports.linux.containers.PublishedPort;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Adds the containers behind ports to their owners. */
final class ContainerJoin {

    private ContainerJoin() {}

    /** A socket is published on its own address: the same program can hold others for other containers. */
    static SocketOwners join(List<NamespaceSockets> tables, SocketOwners owners, ContainerReader reader) {
        if (!concernsAny(owners, reader)) {
            return owners;
        }
        Map<Long, List<ProcessInfo>> completed = new HashMap<>();
        for (NamespaceSockets table : tables) {
            for (SocketRow row : table.rows()) {
                List<ProcessInfo> before = owners.of(row);
                if (concernsAny(before, reader)) {
                    PublishedPort port = PublishedPort.of(row.protocol(), row.address(), row.port());
                    completed.put(
                            row.inode(),
                            before.stream()
                                    .map(owner -> reader.concerns(owner) ? reader.complete(owner, port) : owner)
                                    .toList());
                }
            }
        }
        return completed.isEmpty() ? owners : owners.with(completed);
    }

    private static boolean concernsAny(SocketOwners owners, ContainerReader reader) {
        for (List<ProcessInfo> each : owners.byInode().values()) {
            if (concernsAny(each, reader)) {
                return true;
            }
        }
        return false;
    }

    private static boolean concernsAny(List<ProcessInfo> owners, ContainerReader reader) {
        for (int i = 0; i < owners.size(); i++) {
            if (reader.concerns(owners.get(i))) {
                return true;
            }
        }
        return false;
    }
}
