# Written by hand: addrtype, pkttype, policy, rpfilter, tcp flags
iptables-$style -t raw -A PREROUTING -m rpfilter --invert -j DROP
iptables-$style -A INPUT -m addrtype --dst-type BROADCAST -j DROP
iptables-$style -A INPUT -m addrtype --src-type LOCAL -j DROP
iptables-$style -A INPUT -m pkttype --pkt-type multicast -j DROP
iptables-$style -A INPUT -p tcp --syn --dport 22 -m addrtype --dst-type LOCAL -j ACCEPT
iptables-$style -A INPUT -p tcp ! --syn -m conntrack --ctstate NEW -j DROP
iptables-$style -A INPUT -p tcp --tcp-flags ALL NONE -j DROP
iptables-$style -A INPUT -p tcp --tcp-flags SYN,FIN SYN,FIN -j DROP
iptables-$style -A INPUT -m policy --dir in --pol ipsec -j ACCEPT
iptables-$style -A INPUT -m policy --dir in --pol none -p tcp --dport 80 -j ACCEPT
iptables-$style -A INPUT -p tcp --sport 1024:65535 --dport 443 -j ACCEPT
iptables-$style -A INPUT -f -j DROP
iptables-$style -P INPUT DROP
ip6tables-$style -A INPUT -m addrtype --dst-type LOCAL -p tcp --dport 22 -j DROP
ip6tables-$style -A INPUT -m addrtype ! --dst-type UNICAST -p tcp --dport 80 -j DROP
