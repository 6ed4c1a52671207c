package io.github.listeningports.linux.firewall;

import io.github.listeningports.Protocol;
import java.net.InetAddress;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A listening socket, as far as the firewall is concerned.
 *
 * @param dualStack whether a socket on {@code ::} receives IPv4 packets too, or may
 * @param bindingKnown whether {@code boundInterface} is known: only sock_diag(7) reports it
 * @param boundInterface the index of the interface that it is bound to (SO_BINDTODEVICE), if any
 * @param cgroup the id of the control group that created it, whose BPF programs see its packets; absent where unknown
 */
public record FirewallListener(
        Protocol protocol,
        InetAddress address,
        int port,
        boolean dualStack,
        boolean bindingKnown,
        OptionalInt boundInterface,
        OptionalLong cgroup) {}
