# Written by hand: a copy of a packet comes in by lo, and is another one for the rules
iptables-$style -t mangle -A PREROUTING ! -i lo -p tcp --dport 22 -j TEE --gateway 10.77.1.1
iptables-$style -t mangle -A PREROUTING ! -i lo -p udp --dport 53 -j TEE --gateway 10.77.1.1
iptables-$style -t mangle -A PREROUTING ! -i lo -p tcp --dport 80 -j TEE --gateway 10.77.1.3
iptables-$style -t mangle -A PREROUTING ! -i lo -p tcp --dport 443 -j TEE --gateway 10.77.1.3 --oif lo
iptables-$style -A INPUT ! -i lo -p tcp -m multiport --dports 22,80,443 -j DROP
iptables-$style -A INPUT ! -i lo -p udp --dport 53 -j DROP
