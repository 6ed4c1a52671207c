# Written by hand: sets of IPv6, and sets of the other family in a list
ipset create six hash:ip family inet6
ipset add six fd00:77:1::2
ipset create nets hash:net family inet6
ipset add nets fd00:77:2::/64
ipset add nets fd00:77:2::3 nomatch
ipset create wide hash:ip family inet6 netmask 64
ipset add wide fd00:77:1::
ipset create four hash:ip
ipset add four 10.77.1.2
ipset create both list:set
ipset add both six
ipset add both four
ipset create ports hash:ip,port family inet6
ipset add ports fd00:77:1::1,udp:53
ip6tables-legacy -A INPUT -p tcp --dport 22 -m set --match-set six src -j DROP
ip6tables-legacy -A INPUT -p tcp --dport 80 -m set --match-set nets src -j DROP
ip6tables-legacy -A INPUT -p tcp --dport 443 -m set --match-set wide src -j DROP
ip6tables-legacy -A INPUT -p tcp --dport 8080 -m set --match-set both src -j DROP
iptables-legacy -A INPUT -p tcp --dport 8080 -m set --match-set both src -j DROP
ip6tables-legacy -A INPUT -m set --match-set ports dst,dst -j DROP
ip6tables-legacy -A INPUT -p udp --dport 9000 -m set ! --match-set six src -j DROP
