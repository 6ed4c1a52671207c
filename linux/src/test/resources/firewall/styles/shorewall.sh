# Written by hand, in the style of Shorewall: a chain for each pair of zones, sfilter, dynamic, smurfs and tcpflags, and policies that log
t=iptables-$style
for c in dynamic logdrop logflags logreject net-fw loc-fw reject sfilter sha-lh smurflog smurfs tcpflags net_frwd ~blacklist0; do $t -N $c; done
$t -P INPUT DROP
$t -P FORWARD DROP
$t -A INPUT -i a0 -j net-fw
$t -A INPUT -i b0 -j loc-fw
$t -A INPUT -i lo -j ACCEPT
$t -A INPUT -m addrtype --dst-type BROADCAST -j DROP
$t -A INPUT -m addrtype --dst-type ANYCAST -j DROP
$t -A INPUT -m addrtype --dst-type MULTICAST -j DROP
$t -A INPUT -m hashlimit --hashlimit-upto 1/sec --hashlimit-burst 10 --hashlimit-mode srcip --hashlimit-name lograte -j LOG --log-prefix "INPUT REJECT " --log-level 6
$t -A INPUT -g reject
$t -A dynamic -s 10.77.1.3/32 -j logdrop
$t -A logdrop -j DROP
$t -A logflags -j LOG --log-level 6 --log-ip-options
$t -A logflags -j DROP
$t -A logreject -j reject
$t -A smurflog -j DROP
$t -A smurfs -s 0.0.0.0/32 -j RETURN
$t -A smurfs -m addrtype --src-type BROADCAST -g smurflog
$t -A smurfs -s 224.0.0.0/4 -g smurflog
$t -A tcpflags -p tcp -m tcp --tcp-flags FIN,SYN,RST,PSH,ACK,URG FIN,PSH,URG -g logflags
$t -A tcpflags -p tcp -m tcp --tcp-flags FIN,SYN,RST,PSH,ACK,URG NONE -g logflags
$t -A tcpflags -p tcp -m tcp --tcp-flags SYN,RST SYN,RST -g logflags
$t -A tcpflags -p tcp -m tcp --sport 0 --tcp-flags FIN,SYN,RST,ACK SYN -g logflags
$t -A net-fw -m conntrack --ctstate INVALID,NEW,UNTRACKED -j dynamic
$t -A net-fw -m conntrack --ctstate INVALID,NEW,UNTRACKED -j smurfs
$t -A net-fw -p udp -m udp --dport 67:68 -j ACCEPT
$t -A net-fw -p tcp -j tcpflags
$t -A net-fw -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
$t -A net-fw -p icmp -m icmp --icmp-type 8 -m comment --comment Ping -j DROP
$t -A net-fw -p tcp -m multiport --dports 80,443 -m comment --comment Web -j ACCEPT
$t -A net-fw -s 10.77.2.0/24,198.51.100.0/24 -p tcp -m tcp --dport 22 -m comment --comment SSH -j ACCEPT
$t -A net-fw -p tcp -m tcp --dport 8080 -m limit --limit 100/sec --limit-burst 500 -j ACCEPT
$t -A net-fw -p tcp -m tcp --dport 8080 -j logreject
$t -A net-fw -m addrtype --dst-type BROADCAST -j DROP
$t -A net-fw -m conntrack --ctstate INVALID -j DROP
$t -A net-fw -p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN -j DROP
$t -A net-fw -j DROP
$t -A loc-fw -m conntrack --ctstate INVALID,NEW,UNTRACKED -j dynamic
$t -A loc-fw -m conntrack --ctstate INVALID,NEW,UNTRACKED -j smurfs
$t -A loc-fw -p tcp -j tcpflags
$t -A loc-fw -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
$t -A loc-fw -p udp -m multiport --dports 53,1194 -m comment --comment DNS -j ACCEPT
$t -A loc-fw -p tcp -m multiport --dports 22,53,80,3306 -j ACCEPT
$t -A loc-fw -g reject
$t -A reject -m addrtype --src-type BROADCAST -j DROP
$t -A reject -s 224.0.0.0/4 -j DROP
$t -A reject -p igmp -j DROP
$t -A reject -p tcp -j REJECT --reject-with tcp-reset
$t -A reject -p udp -j REJECT
$t -A reject -p icmp -j REJECT --reject-with icmp-host-unreachable
$t -A reject -j REJECT --reject-with icmp-host-prohibited
