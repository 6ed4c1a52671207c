# Written by hand: packets to an address of this host
# needs the match addrtype: iptables-legacy -A INPUT -p tcp --dport 80 -m addrtype --dst-type LOCAL 
# expects BLOCKED tcp,0.0.0.0,80
iptables-legacy -A INPUT -p tcp --dport 80 -m addrtype --dst-type LOCAL -j DROP
