# Written by hand: chains, goto and return, through nf_tables
iptables-nft -N CHECK
iptables-nft -N WEB
iptables-nft -A CHECK -s 10.77.1.2 -j RETURN
iptables-nft -A CHECK -p tcp --dport 80 -j DROP
iptables-nft -A WEB -p tcp --dport 443 -j ACCEPT
iptables-nft -A INPUT -j CHECK
iptables-nft -A INPUT -p tcp -m multiport --dports 443,8080 -g WEB
iptables-nft -A INPUT -p tcp --dport 22 -j ACCEPT
iptables-nft -A INPUT -p udp -j ACCEPT
iptables-nft -P INPUT DROP
