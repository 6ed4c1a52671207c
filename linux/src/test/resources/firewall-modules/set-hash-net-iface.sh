# Written by hand: a set of networks at interfaces
# needs ipset hash:net,iface: ipset create x hash:net,iface 
# needs the match set: ipset create x hash:ip && iptables-legacy -A INPUT -m set --match-set x src -j DROP
# expects ALLOWED tcp,0.0.0.0,22
# expects RESTRICTED tcp,0.0.0.0,80
ipset create s hash:net,iface
ipset add s 10.77.1.0/24,a0
iptables-legacy -A INPUT -p tcp --dport 80 -m set --match-set s src,src -j DROP
