# Written by hand: the address of the sender in the network
# needs the match mac: iptables-legacy -A INPUT -p tcp --dport 80 -m mac --mac-source 02:00:00:00:01:02 
# expects RESTRICTED tcp,0.0.0.0,80
iptables-legacy -A INPUT -p tcp --dport 80 -m mac --mac-source 02:00:00:00:01:02 -j DROP
