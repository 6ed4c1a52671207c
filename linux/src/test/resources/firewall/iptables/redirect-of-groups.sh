# Generated (seed 5034): what is sent to a group is redirected to the same port of this machine, and dropped there; that it is redirected does not let it in
iptables-$style -t nat -A PREROUTING -p udp --dport 53 -j REDIRECT --to-ports 53
iptables-$style -A INPUT -i a0 -p udp -j DROP
iptables-$style -P INPUT DROP
