# Written by hand: addresses, ranges, negations
iptables-$style -P INPUT DROP
iptables-$style -A INPUT -s 10.77.1.0/24 -p tcp --dport 22 -j ACCEPT
iptables-$style -A INPUT ! -s 10.77.1.0/24 -p tcp --dport 22 -j ACCEPT
iptables-$style -A INPUT -m iprange --src-range 10.77.1.2-10.77.2.2 -p tcp --dport 80 -j ACCEPT
iptables-$style -A INPUT ! -i a0 -p tcp --dport 443 -j ACCEPT
iptables-$style -A INPUT -i a+ -p tcp --dport 443 -j ACCEPT
iptables-$style -A INPUT -d 10.77.1.1 -p tcp --dport 8080 -j ACCEPT
ip6tables-$style -P INPUT DROP
ip6tables-$style -A INPUT -s fd00:77:1::2 -p tcp --dport 22 -j ACCEPT
ip6tables-$style -A INPUT -i b0 -p tcp --dport 80 -j ACCEPT
