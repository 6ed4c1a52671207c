# Written by hand, in the style of Calico's Felix with a host endpoint: marks for accepted and passed, profiles after policies, failsafe ports in raw
t=iptables-$style
ipset create cali40s:admins hash:net
ipset add cali40s:admins 10.77.1.2
ipset create cali40all-hosts-net hash:net
ipset add cali40all-hosts-net 10.77.2.2
for c in cali-INPUT cali-from-host-endpoint cali-fh-a0 cali-failsafe-in cali-pi-web cali-pri-default cali-wl-to-host; do $t -N $c; done
for c in cali-PREROUTING cali-failsafe-in cali-from-host-endpoint cali-rpf-skip; do $t -t raw -N $c; done
for c in cali-PREROUTING cali-from-host-endpoint; do $t -t mangle -N $c; done
$t -t raw -A PREROUTING -m comment --comment cali:6gwbT8clXdHdC1b1 -j cali-PREROUTING
$t -t raw -A cali-PREROUTING -j MARK --set-xmark 0x0/0xf0000
$t -t raw -A cali-PREROUTING -i cali+ -j MARK --set-xmark 0x40000/0x40000
$t -t raw -A cali-PREROUTING -m mark --mark 0x40000/0x40000 -j cali-rpf-skip
$t -t raw -A cali-PREROUTING -m mark --mark 0x0/0x40000 -j cali-from-host-endpoint
$t -t raw -A cali-PREROUTING -m mark --mark 0x10000/0x10000 -j ACCEPT
$t -t mangle -A PREROUTING -j cali-PREROUTING
$t -t mangle -A cali-PREROUTING -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
$t -t mangle -A cali-PREROUTING -m mark --mark 0x10000/0x10000 -j ACCEPT
$t -t mangle -A cali-PREROUTING -j cali-from-host-endpoint
$t -A INPUT -j cali-INPUT
$t -A cali-INPUT -p udp -m udp --dport 4789 -m set --match-set cali40all-hosts-net src -m addrtype --dst-type LOCAL -j ACCEPT
$t -A cali-INPUT -p udp -m udp --dport 4789 -j DROP
$t -A cali-INPUT -i cali+ -g cali-wl-to-host
$t -A cali-INPUT -m mark --mark 0x10000/0x10000 -j ACCEPT
$t -A cali-INPUT -j MARK --set-xmark 0x0/0xf0000
$t -A cali-INPUT -j cali-from-host-endpoint
$t -A cali-INPUT -m mark --mark 0x10000/0x10000 -j ACCEPT
$t -A cali-from-host-endpoint -i a0 -g cali-fh-a0
$t -A cali-fh-a0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
$t -A cali-fh-a0 -m conntrack --ctstate INVALID -j DROP
$t -A cali-fh-a0 -j cali-failsafe-in
$t -A cali-fh-a0 -j MARK --set-xmark 0x0/0x30000
$t -A cali-fh-a0 -m mark --mark 0x0/0x20000 -j cali-pi-web
$t -A cali-fh-a0 -m mark --mark 0x10000/0x10000 -j RETURN
$t -A cali-fh-a0 -m mark --mark 0x0/0x20000 -m comment --comment "Drop if no policies passed packet" -j DROP
$t -A cali-fh-a0 -j cali-pri-default
$t -A cali-fh-a0 -m mark --mark 0x10000/0x10000 -j RETURN
$t -A cali-fh-a0 -j DROP
$t -A cali-failsafe-in -p tcp -m multiport --dports 22 -j ACCEPT
$t -A cali-failsafe-in -p udp -m multiport --dports 68 -j ACCEPT
$t -A cali-pi-web -p tcp -m multiport --dports 80,443 -j MARK --set-xmark 0x10000/0x10000
$t -A cali-pi-web -m mark --mark 0x10000/0x10000 -j RETURN
$t -A cali-pi-web -m set --match-set cali40s:admins src -j MARK --set-xmark 0x10000/0x10000
$t -A cali-pi-web -m mark --mark 0x10000/0x10000 -j RETURN
$t -A cali-pi-web -p udp -j MARK --set-xmark 0x20000/0x20000
$t -A cali-pi-web -m mark --mark 0x20000/0x20000 -j RETURN
$t -A cali-pri-default -p udp -m udp --dport 53 -j MARK --set-xmark 0x10000/0x10000
