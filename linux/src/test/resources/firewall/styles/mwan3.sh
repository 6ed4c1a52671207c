# Written by hand, in the style of mwan3: the way out is a mark that the connection keeps, and some rules of input ask for it
t=iptables-$style
ipset create mwan3_connected_v4 hash:net
ipset add mwan3_connected_v4 10.77.2.0/24
ipset create mwan3_connected list:set
ipset add mwan3_connected mwan3_connected_v4
for c in mwan3_hook mwan3_ifaces_in mwan3_iface_in_wan mwan3_iface_in_wanb mwan3_connected mwan3_rules mwan3_policy_balanced; do $t -t mangle -N $c; done
$t -t mangle -A PREROUTING -j mwan3_hook
$t -t mangle -A mwan3_hook -m mark --mark 0x0/0x3f00 -j CONNMARK --restore-mark --nfmask 0x3f00 --ctmask 0x3f00
$t -t mangle -A mwan3_hook -m mark --mark 0x0/0x3f00 -j mwan3_ifaces_in
$t -t mangle -A mwan3_hook -m mark --mark 0x0/0x3f00 -j mwan3_connected
$t -t mangle -A mwan3_hook -m mark --mark 0x0/0x3f00 -j mwan3_rules
$t -t mangle -A mwan3_hook -j CONNMARK --save-mark --nfmask 0x3f00 --ctmask 0x3f00
$t -t mangle -A mwan3_hook -m mark ! --mark 0x3f00/0x3f00 -j mwan3_connected
$t -t mangle -A mwan3_ifaces_in -m mark --mark 0x0/0x3f00 -j mwan3_iface_in_wan
$t -t mangle -A mwan3_ifaces_in -m mark --mark 0x0/0x3f00 -j mwan3_iface_in_wanb
$t -t mangle -A mwan3_iface_in_wan -i a0 -m set --match-set mwan3_connected src -m mark --mark 0x0/0x3f00 -m comment --comment default -j MARK --set-xmark 0x3f00/0x3f00
$t -t mangle -A mwan3_iface_in_wan -i a0 -m mark --mark 0x0/0x3f00 -m comment --comment wan -j MARK --set-xmark 0x100/0x3f00
$t -t mangle -A mwan3_iface_in_wanb -i b1 -m mark --mark 0x0/0x3f00 -j MARK --set-xmark 0x200/0x3f00
$t -t mangle -A mwan3_connected -m set --match-set mwan3_connected dst -j MARK --set-xmark 0x3f00/0x3f00
$t -t mangle -A mwan3_rules -m mark --mark 0x0/0x3f00 -p tcp -m multiport --dports 443 -j mwan3_policy_balanced
$t -t mangle -A mwan3_policy_balanced -m mark --mark 0x0/0x3f00 -m statistic --mode random --probability 0.5 -j MARK --set-xmark 0x200/0x3f00
$t -t mangle -A mwan3_policy_balanced -m mark --mark 0x0/0x3f00 -j MARK --set-xmark 0x100/0x3f00
$t -A INPUT -p tcp --dport 22 -m mark --mark 0x100/0x3f00 -j DROP
$t -A INPUT -p tcp --dport 80 -m mark ! --mark 0x3f00/0x3f00 -j DROP
$t -A INPUT -p udp --dport 53 -m connmark --mark 0x100/0x3f00 -j DROP
