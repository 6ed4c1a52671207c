# Written by hand: NOTRACK, and states that follow from it
iptables-$style -t raw -A PREROUTING -p udp --dport 53 -j NOTRACK
iptables-$style -t raw -A PREROUTING -p tcp --dport 80 -j CT --notrack
iptables-$style -t raw -A PREROUTING -p tcp --dport 8080 -j DROP
iptables-$style -A INPUT -m conntrack --ctstate UNTRACKED -p udp -j ACCEPT
iptables-$style -A INPUT -m conntrack --ctstate NEW -j ACCEPT
iptables-$style -P INPUT DROP
