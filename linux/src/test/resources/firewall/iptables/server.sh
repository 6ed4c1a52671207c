# Written by hand: the usual server
iptables-$style -P INPUT DROP
iptables-$style -A INPUT -i lo -j ACCEPT
iptables-$style -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
iptables-$style -A INPUT -m conntrack --ctstate INVALID -j DROP
iptables-$style -A INPUT -p icmp --icmp-type echo-request -j ACCEPT
iptables-$style -A INPUT -p tcp -m multiport --dports 22,80,8000:8100 -m comment --comment "open" -j ACCEPT
iptables-$style -A INPUT -p udp --dport 53 -j ACCEPT
iptables-$style -A INPUT -m limit --limit 5/min -j LOG --log-prefix "denied "
ip6tables-$style -A INPUT -m state --state ESTABLISHED,RELATED -j ACCEPT
ip6tables-$style -A INPUT -p tcp --dport 22 -m state --state NEW -j ACCEPT
ip6tables-$style -A INPUT -j REJECT
