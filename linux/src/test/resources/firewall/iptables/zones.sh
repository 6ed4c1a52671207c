# Written by hand: what has a zone is taken for a new connection before it is tracked
iptables-$style -t raw -A PREROUTING -j CT --zone 1
iptables-$style -t raw -A PREROUTING -p tcp --dport 22 -m conntrack --ctstate INVALID -j DROP
iptables-$style -t raw -A PREROUTING -p tcp --dport 80 -m conntrack --ctstate NEW -j DROP
iptables-$style -t raw -A PREROUTING -p tcp --dport 443 -j CT --notrack
iptables-$style -A INPUT -p tcp --dport 443 -m conntrack --ctstate UNTRACKED -j DROP
iptables-$style -A INPUT -p tcp --dport 8080 -m conntrack --ctstate NEW -j DROP
