# Written by hand: hosts that answer ping and nothing else, the one family by iptables' chains, the other with the policy alone
iptables-$style -P INPUT DROP
iptables-$style -N ICMP
iptables-$style -A INPUT -p icmp -j ICMP
iptables-$style -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
iptables-$style -A ICMP -p icmp -m icmp --icmp-type echo-request -m limit --limit 5/sec -j ACCEPT
iptables-$style -A ICMP -p icmp -m icmp --icmp-type fragmentation-needed -j ACCEPT
ip6tables-$style -A INPUT -p ipv6-icmp -j ACCEPT
ip6tables-$style -P INPUT DROP
