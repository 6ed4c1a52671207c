# Written by hand: REDIRECT and DNAT
iptables-$style -t nat -A PREROUTING -p tcp --dport 80 -j REDIRECT --to-ports 8080
iptables-$style -t nat -A PREROUTING -i a0 -p tcp --dport 443 -j DNAT --to-destination 10.77.2.2:443
iptables-$style -t nat -A PREROUTING -p udp --dport 53 -j DNAT --to-destination 10.77.2.3
ip6tables-$style -t nat -A PREROUTING -p tcp --dport 80 -j REDIRECT --to-ports 8080
ip6tables-$style -t nat -A PREROUTING -p tcp --dport 443 -j DNAT --to-destination [fd00:77:2::2]:443
