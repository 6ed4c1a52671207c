# Written by hand: the usual server, through nf_tables
iptables-nft -P INPUT DROP
iptables-nft -A INPUT -i lo -j ACCEPT
iptables-nft -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
iptables-nft -A INPUT -m conntrack --ctstate INVALID -j DROP
iptables-nft -A INPUT -p icmp --icmp-type echo-request -j ACCEPT
iptables-nft -A INPUT -p tcp -m multiport --dports 22,80,8000:8100 -m comment --comment "open" -j ACCEPT
iptables-nft -A INPUT -p udp --dport 53 -j ACCEPT
iptables-nft -A INPUT -m limit --limit 5/min -j LOG --log-prefix "denied "
ip6tables-nft -A INPUT -m state --state ESTABLISHED,RELATED -j ACCEPT
ip6tables-nft -A INPUT -p tcp --dport 22 -m state --state NEW -j ACCEPT
ip6tables-nft -A INPUT -j REJECT
