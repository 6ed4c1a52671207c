# Written by hand: a sender that offers ECN
# needs the match ecn: iptables-legacy -A INPUT -p tcp --dport 80 -m ecn --ecn-tcp-cwr 
# expects RESTRICTED tcp,0.0.0.0,80
iptables-legacy -A INPUT -p tcp --dport 80 -m ecn --ecn-tcp-cwr -j DROP
