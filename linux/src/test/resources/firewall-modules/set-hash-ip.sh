# Written by hand: a set of addresses
# needs ipset hash:ip: ipset create x hash:ip 
# needs the match set: ipset create x hash:ip && iptables-legacy -A INPUT -m set --match-set x src -j DROP; e=$?; iptables-legacy -F; ipset destroy x; exit $e
# expects ALLOWED tcp,0.0.0.0,22
# expects RESTRICTED tcp,0.0.0.0,80
ipset create s hash:ip
ipset add s 10.77.1.2
iptables-legacy -A INPUT -p tcp --dport 80 -m set --match-set s src -j DROP
