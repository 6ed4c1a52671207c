# Written by hand: the TTL depends on the sender, and on the way
# needs the match ttl: iptables-legacy -A INPUT -p tcp --dport 80 -m ttl --ttl-eq 64 
# expects RESTRICTED tcp,0.0.0.0,80 ttl
iptables-legacy -A INPUT -p tcp --dport 80 -m ttl --ttl-eq 64 -j DROP
