# Written by hand: a text in the packet
# needs the match string: iptables-legacy -A INPUT -p tcp --dport 80 -m string --algo bm --string GET 
# expects RESTRICTED tcp,0.0.0.0,80
iptables-legacy -A INPUT -p tcp --dport 80 -m string --algo bm --string GET -j DROP
