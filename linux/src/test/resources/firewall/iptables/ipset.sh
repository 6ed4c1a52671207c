# Written by hand: a set of addresses outside of the rules
ipset create friends hash:ip
ipset add friends 10.77.1.2
iptables-$style -A INPUT -p tcp --dport 22 -m set --match-set friends src -j ACCEPT
iptables-$style -A INPUT -p tcp --dport 22 -j DROP
iptables-$style -A INPUT -p tcp --dport 80 -j ACCEPT
iptables-$style -A INPUT -p udp --dport 53 -j SET --add-set friends src
iptables-$style -P INPUT DROP
