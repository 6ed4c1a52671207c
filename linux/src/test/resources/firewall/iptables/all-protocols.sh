# Written by hand: all protocols, as ip6tables has them in its rules
iptables-$style -A INPUT -p all -s 10.0.0.0/8 -j DROP
ip6tables-$style -A INPUT -p tcp --dport 22 -j ACCEPT
ip6tables-$style -A INPUT -p all -s fd00::/8 -j DROP
