# Written by hand: a set of addresses and ports
# needs ipset hash:ip,port: ipset create x hash:ip,port 
# needs the match set: ipset create x hash:ip && iptables-legacy -A INPUT -m set --match-set x src -j DROP
# expects ALLOWED tcp,0.0.0.0,22
# expects RESTRICTED tcp,0.0.0.0,80
ipset create s hash:ip,port
ipset add s 10.77.1.2,tcp:80
iptables-legacy -A INPUT -m set --match-set s src,dst -j DROP
