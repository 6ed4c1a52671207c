package io.github.listeningports.linux.firewall;

import io.github.listeningports.linux.firewall.packet.IntervalSet;

/**
 * A policy of IPsec for inbound packets (ip-xfrm(8)).
 *
 * @param source the addresses of the selector
 * @param ports the source ports of the selector; all if it has none
 * @param protocol the selector's number of the IP protocol; 0 is any
 * @param narrowed whether something else that is not examined may keep it from matching: an interface, a security context, a mask of ports
 * @param mark what the mark of a packet must be, under the mask
 * @param priority lower numbers are tried first
 * @param ofSocket whether it is attached to a socket (IP_XFRM_POLICY), which the kernel does not name
 * @param sub whether it is of the second kind, which is tried before the main ones
 * @param requires the protection that it requires: ESP, AH, IPComp; empty if none
 * @param selector as ip(8) shows it
 */
record XfrmPolicy(
        boolean ipv6,
        IntervalSet source,
        IntervalSet destination,
        IntervalSet sourcePorts,
        IntervalSet ports,
        int protocol,
        boolean narrowed,
        int mark,
        int markMask,
        long priority,
        boolean ofSocket,
        boolean sub,
        boolean blocks,
        String requires,
        String selector) {}
