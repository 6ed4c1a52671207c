# Written by hand: a list of sets
# needs ipset list:set: ipset create x list:set 
# needs the match set: ipset create x hash:ip && iptables-legacy -A INPUT -m set --match-set x src -j DROP
# expects ALLOWED tcp,0.0.0.0,22
# expects RESTRICTED tcp,0.0.0.0,80
ipset create n hash:net
ipset add n 10.77.2.0/24
ipset create s list:set
ipset add s n
iptables-legacy -A INPUT -p tcp --dport 80 -m set --match-set s src -j DROP
