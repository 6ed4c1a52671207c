# Written by hand, in the style of nodogsplash: marks for known and blocked clients, the web of all others redirected to the portal
t=iptables-$style
for c in ndsBLK ndsINC ndsOUT ndsTRU; do $t -t mangle -N $c; done
$t -t nat -N ndsOUT
$t -N ndsRTR
$t -N ndsNET
$t -t mangle -A PREROUTING -i b0 -s 10.77.2.0/24 -j ndsOUT
$t -t mangle -A PREROUTING -i b0 -s 10.77.2.0/24 -j ndsBLK
$t -t mangle -A PREROUTING -i b0 -s 10.77.2.0/24 -j ndsTRU
$t -t mangle -A ndsOUT -s 10.77.2.2/32 -m mac --mac-source 02:00:00:00:02:02 -j MARK --set-xmark 0x30000/0x30000
$t -t mangle -A ndsBLK -m mac --mac-source 02:00:00:00:09:09 -j MARK --set-xmark 0x10000/0x10000
$t -t nat -A PREROUTING -i b0 -s 10.77.2.0/24 -j ndsOUT
$t -t nat -A ndsOUT -m mark --mark 0x20000/0x30000 -j ACCEPT
$t -t nat -A ndsOUT -m mark --mark 0x30000/0x30000 -j ACCEPT
$t -t nat -A ndsOUT -d 10.77.2.1/32 -p tcp -m tcp --dport 8080 -j ACCEPT
$t -t nat -A ndsOUT -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.77.2.1:8080
$t -t nat -A ndsOUT -j ACCEPT
$t -A INPUT -i b0 -s 10.77.2.0/24 -j ndsRTR
$t -A ndsRTR -m mark --mark 0x10000/0x30000 -j DROP
$t -A ndsRTR -m conntrack --ctstate INVALID -j DROP
$t -A ndsRTR -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
$t -A ndsRTR -p tcp -m tcp ! --tcp-flags SYN SYN -m tcp ! --tcp-option 2 -j DROP
$t -A ndsRTR -p tcp -m tcp --dport 8080 -j ACCEPT
$t -A ndsRTR -p udp -m udp --dport 53 -j ACCEPT
$t -A ndsRTR -p udp -m udp --dport 67 -j ACCEPT
$t -A ndsRTR -m mark --mark 0x30000/0x30000 -p tcp -m tcp --dport 22 -j ACCEPT
$t -A ndsRTR -j REJECT --reject-with icmp-port-unreachable
