# Written by hand: packets add their source to a set
# needs ipset hash:ip: ipset create x hash:ip 
# needs the target SET: ipset create x hash:ip && iptables-legacy -A INPUT -j SET --add-set x src
# expects ALLOWED tcp,0.0.0.0,22
# expects RESTRICTED tcp,0.0.0.0,80
ipset create s hash:ip
iptables-legacy -A INPUT -p tcp --dport 443 -j SET --add-set s src
iptables-legacy -A INPUT -p tcp --dport 80 -m set --match-set s src -j DROP
