# Written by hand: the realm of the route
# needs the match realm: iptables-legacy -A INPUT -p tcp --dport 80 -m realm --realm 5 
# expects RESTRICTED tcp,0.0.0.0,80
iptables-legacy -A INPUT -p tcp --dport 80 -m realm --realm 5 -j DROP
