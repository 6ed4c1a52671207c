# Written by hand: chains, goto and return, legacy
iptables-legacy -N CHECK
iptables-legacy -N WEB
iptables-legacy -A CHECK -s 10.77.1.2 -j RETURN
iptables-legacy -A CHECK -p tcp --dport 80 -j DROP
iptables-legacy -A WEB -p tcp --dport 443 -j ACCEPT
iptables-legacy -A INPUT -j CHECK
iptables-legacy -A INPUT -p tcp -m multiport --dports 443,8080 -g WEB
iptables-legacy -A INPUT -p tcp --dport 22 -j ACCEPT
iptables-legacy -A INPUT -p udp -j ACCEPT
iptables-legacy -P INPUT DROP
