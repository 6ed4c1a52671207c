# Written by hand: a rule about packets that came without IPsec
# needs the match policy: iptables-legacy -A INPUT -m policy --dir in --pol none
# expects RESTRICTED tcp,0.0.0.0,8080 IPsec
# expects BLOCKED udp,0.0.0.0,53
iptables-legacy -A INPUT -p tcp -m policy --dir in --pol none -j ACCEPT
iptables-legacy -P INPUT DROP
