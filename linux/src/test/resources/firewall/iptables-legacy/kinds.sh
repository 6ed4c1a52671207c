# Written by hand: addrtype, pkttype, policy, rpfilter, tcp flags, legacy
iptables-legacy -t raw -A PREROUTING -m rpfilter --invert -j DROP
iptables-legacy -A INPUT -m addrtype --dst-type BROADCAST -j DROP
iptables-legacy -A INPUT -m addrtype --src-type LOCAL -j DROP
iptables-legacy -A INPUT -m pkttype --pkt-type multicast -j DROP
iptables-legacy -A INPUT -p tcp --syn --dport 22 -m addrtype --dst-type LOCAL -j ACCEPT
iptables-legacy -A INPUT -p tcp ! --syn -m conntrack --ctstate NEW -j DROP
iptables-legacy -A INPUT -p tcp --tcp-flags ALL NONE -j DROP
iptables-legacy -A INPUT -p tcp --tcp-flags SYN,FIN SYN,FIN -j DROP
iptables-legacy -A INPUT -m policy --dir in --pol ipsec -j ACCEPT
iptables-legacy -A INPUT -m policy --dir in --pol none -p tcp --dport 80 -j ACCEPT
iptables-legacy -A INPUT -p tcp --sport 1024:65535 --dport 443 -j ACCEPT
iptables-legacy -A INPUT -f -j DROP
iptables-legacy -P INPUT DROP
ip6tables-legacy -A INPUT -m addrtype --dst-type LOCAL -p tcp --dport 22 -j DROP
ip6tables-legacy -A INPUT -m addrtype ! --dst-type UNICAST -p tcp --dport 80 -j DROP
