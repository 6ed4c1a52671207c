# Written by hand: a rule about packets that came by IPsec
# needs the match policy: iptables-legacy -A INPUT -m policy --dir in --pol ipsec
# expects RESTRICTED tcp,0.0.0.0,8080 IPsec
# expects ALLOWED tcp,0.0.0.0,22
iptables-legacy -A INPUT -p tcp --dport 8080 -m policy --dir in --pol ipsec -j DROP
