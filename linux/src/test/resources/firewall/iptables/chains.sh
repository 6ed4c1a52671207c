# Written by hand: chains, goto and return
iptables-$style -N CHECK
iptables-$style -N WEB
iptables-$style -A CHECK -s 10.77.1.2 -j RETURN
iptables-$style -A CHECK -p tcp --dport 80 -j DROP
iptables-$style -A WEB -p tcp --dport 443 -j ACCEPT
iptables-$style -A INPUT -j CHECK
iptables-$style -A INPUT -p tcp -m multiport --dports 443,8080 -g WEB
iptables-$style -A INPUT -p tcp --dport 22 -j ACCEPT
iptables-$style -A INPUT -p udp -j ACCEPT
iptables-$style -P INPUT DROP
