# Written by hand: the first hundred bytes
# needs the match quota: iptables-legacy -A INPUT -p tcp --dport 80 -m quota --quota 100 
# expects RESTRICTED tcp,0.0.0.0,80
iptables-legacy -A INPUT -p tcp --dport 80 -m quota --quota 100 -j DROP
