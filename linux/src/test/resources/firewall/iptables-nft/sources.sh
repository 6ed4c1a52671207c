# Written by hand: addresses, ranges, negations, through nf_tables
iptables-nft -P INPUT DROP
iptables-nft -A INPUT -s 10.77.1.0/24 -p tcp --dport 22 -j ACCEPT
iptables-nft -A INPUT ! -s 10.77.1.0/24 -p tcp --dport 22 -j ACCEPT
iptables-nft -A INPUT -m iprange --src-range 10.77.1.2-10.77.2.2 -p tcp --dport 80 -j ACCEPT
iptables-nft -A INPUT ! -i a0 -p tcp --dport 443 -j ACCEPT
iptables-nft -A INPUT -i a+ -p tcp --dport 443 -j ACCEPT
iptables-nft -A INPUT -d 10.77.1.1 -p tcp --dport 8080 -j ACCEPT
ip6tables-nft -P INPUT DROP
ip6tables-nft -A INPUT -s fd00:77:1::2 -p tcp --dport 22 -j ACCEPT
ip6tables-nft -A INPUT -i b0 -p tcp --dport 80 -j ACCEPT
