# Written by hand: NOTRACK, and states that follow from it, legacy
iptables-legacy -t raw -A PREROUTING -p udp --dport 53 -j NOTRACK
iptables-legacy -t raw -A PREROUTING -p tcp --dport 80 -j CT --notrack
iptables-legacy -t raw -A PREROUTING -p tcp --dport 8080 -j DROP
iptables-legacy -A INPUT -m conntrack --ctstate UNTRACKED -p udp -j ACCEPT
iptables-legacy -A INPUT -m conntrack --ctstate NEW -j ACCEPT
iptables-legacy -P INPUT DROP
