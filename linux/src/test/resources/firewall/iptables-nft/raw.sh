# Written by hand: NOTRACK, and states that follow from it, through nf_tables
iptables-nft -t raw -A PREROUTING -p udp --dport 53 -j NOTRACK
iptables-nft -t raw -A PREROUTING -p tcp --dport 80 -j CT --notrack
iptables-nft -t raw -A PREROUTING -p tcp --dport 8080 -j DROP
iptables-nft -A INPUT -m conntrack --ctstate UNTRACKED -p udp -j ACCEPT
iptables-nft -A INPUT -m conntrack --ctstate NEW -j ACCEPT
iptables-nft -P INPUT DROP
