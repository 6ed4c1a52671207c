# Written by hand, to attack: inversions, wildcards, marks with masks, and chains that return
t=iptables-$style
$t -N A
$t -N B
$t -t mangle -A PREROUTING -p tcp -m tcp ! --dport 22:80 -j MARK --set-xmark 0xf0/0xff
$t -t mangle -A PREROUTING ! -i b+ -j MARK --or-mark 0x1
$t -t mangle -A PREROUTING -s 10.77.2.0/31 -j MARK --xor-mark 0xff
$t -t mangle -A PREROUTING -m mark --mark 0xf0/0xf0 -j CONNMARK --save-mark --nfmask 0xf --ctmask 0xf
$t -t mangle -A INPUT -m connmark --mark 0x1/0xf -p tcp --dport 443 -j MARK --and-mark 0x0
$t -A INPUT -m mark --mark 0x0/0xff -p tcp --dport 443 -j DROP
$t -A INPUT -m mark ! --mark 0xf0/0xf0 -p tcp -m multiport ! --dports 22,80 -j DROP
$t -A INPUT -p udp -m udp ! --sport 0:1023 ! --dport 53 -j A
$t -A INPUT -p tcp -j B
$t -A INPUT -m conntrack --ctstate NEW --ctorigsrc 10.77.1.3 --ctorigdstport 53 -j DROP
$t -A INPUT -m conntrack ! --ctproto tcp --ctdir ORIGINAL -p udp --dport 1194 -j DROP
$t -A A -m iprange ! --src-range 10.77.1.2-10.77.1.2 -j RETURN
$t -A A -m comment --comment "odd" -g B
$t -A A -j ACCEPT
$t -A B -p udp -m multiport --ports 5353 -j DROP
$t -A B -p tcp --dport 8080 -m addrtype ! --src-type UNICAST -j DROP
$t -A B -p tcp --dport 8080 -m addrtype --dst-type LOCAL --limit-iface-in -j ACCEPT
$t -A B -p tcp --dport 8080 -m ttl --ttl-gt 10 -m tos --tos 0x00 -m length --length 40:100 -j REJECT
$t -A B -p tcp --dport 9000 -m statistic --mode nth --every 3 --packet 0 -j DROP
$t -A B -p tcp --dport 22 -m dscp ! --dscp 0 -j DROP
$t -A B -p tcp --dport 22 -m string --algo bm --string "GET" -j DROP
