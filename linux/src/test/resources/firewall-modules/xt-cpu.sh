# Written by hand: the processor that gets the packet
# needs the match cpu: iptables-legacy -A INPUT -p tcp --dport 80 -m cpu --cpu 0 
# expects RESTRICTED tcp,0.0.0.0,80
iptables-legacy -A INPUT -p tcp --dport 80 -m cpu --cpu 0 -j DROP
