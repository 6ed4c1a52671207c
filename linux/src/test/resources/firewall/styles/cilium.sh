# Written by hand, in the style of Cilium with its proxy and without a BPF program: marks of the proxy go past connection tracking
t=iptables-$style
for c in CILIUM_PRE_raw CILIUM_OUTPUT_raw; do $t -t raw -N $c; done
$t -t mangle -N CILIUM_PRE_mangle
$t -N CILIUM_INPUT
$t -t raw -A PREROUTING -m comment --comment "cilium-feeder: CILIUM_PRE_raw" -j CILIUM_PRE_raw
$t -t raw -A CILIUM_PRE_raw -m mark --mark 0x200/0xf00 -m comment --comment "cilium: NOTRACK for proxy traffic" -j CT --notrack
$t -t raw -A CILIUM_PRE_raw -d 10.77.1.1/32 -p udp -m udp --dport 53 -j CT --notrack
$t -t mangle -A PREROUTING -j CILIUM_PRE_mangle
$t -t mangle -A CILIUM_PRE_mangle -p tcp -m mark --mark 0x7a970200 -m comment --comment "cilium: TPROXY to host ingress proxy" -j TPROXY --on-port 38778 --on-ip 127.0.0.1 --tproxy-mark 0x200/0xffffffff
$t -A INPUT -j CILIUM_INPUT
$t -A CILIUM_INPUT -m mark --mark 0x200/0xf00 -m comment --comment "cilium: ACCEPT for proxy traffic" -j ACCEPT
$t -A CILIUM_INPUT -m mark --mark 0xe00/0xf00 -j ACCEPT
$t -A INPUT -m conntrack --ctstate UNTRACKED -p udp -j DROP
$t -A INPUT -p tcp --dport 22 -m mark ! --mark 0xe00/0xf00 -i a0 -j DROP
