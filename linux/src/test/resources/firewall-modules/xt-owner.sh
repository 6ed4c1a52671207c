# Written by hand: a comment, beside a rule about the owner of what goes out
# needs the match owner: iptables-legacy -A OUTPUT -m owner --uid-owner 0 
# expects BLOCKED tcp,0.0.0.0,80
iptables-legacy -A INPUT -p tcp --dport 80 -m comment --comment x -j DROP
iptables-legacy -A OUTPUT -p udp --dport 9999 -m owner --uid-owner 0 -j DROP
