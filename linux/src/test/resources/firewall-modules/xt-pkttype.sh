# Written by hand: packets to this host
# needs the match pkttype: iptables-legacy -A INPUT -p tcp --dport 80 -m pkttype --pkt-type unicast 
# expects BLOCKED tcp,0.0.0.0,80
iptables-legacy -A INPUT -p tcp --dport 80 -m pkttype --pkt-type unicast -j DROP
