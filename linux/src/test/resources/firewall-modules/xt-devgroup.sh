# Written by hand: no interface is in that group
# needs the match devgroup: iptables-legacy -A INPUT -p tcp --dport 80 -m devgroup --src-group 5 
# expects ALLOWED tcp,0.0.0.0,80
iptables-legacy -A INPUT -p tcp --dport 80 -m devgroup --src-group 5 -j DROP
