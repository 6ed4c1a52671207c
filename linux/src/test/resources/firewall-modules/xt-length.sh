# Written by hand: no first packet of TCP is that long
# needs the match length: iptables-legacy -A INPUT -p tcp --dport 80 -m length --length 1400:65535 
# expects ALLOWED tcp,0.0.0.0,80
iptables-legacy -A INPUT -p tcp --dport 80 -m length --length 1400:65535 -j DROP
