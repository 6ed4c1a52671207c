# Written by hand: a transparent socket
# needs the match socket: iptables-legacy -t mangle -A PREROUTING -p tcp --dport 80 -m socket --transparent 
# expects RESTRICTED tcp,0.0.0.0,80
iptables-legacy -t mangle -A PREROUTING -p tcp --dport 80 -m socket --transparent -j DROP
