# Written by hand: a set of ports
# needs ipset bitmap:port: ipset create x bitmap:port range 0-65535
# needs the match set: ipset create x hash:ip && iptables-legacy -A INPUT -m set --match-set x src -j DROP
# expects BLOCKED tcp,0.0.0.0,80
# expects ALLOWED tcp,0.0.0.0,22
ipset create s bitmap:port range 0-1024
ipset add s 80
iptables-legacy -A INPUT -p tcp -m set --match-set s dst -j DROP
