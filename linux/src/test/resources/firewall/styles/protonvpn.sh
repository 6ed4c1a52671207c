# Written by hand, in the style of ProtonVPN's kill switch and of gluetun: only the tunnel and the LAN, and a leak stop for IPv6
iptables-$style -P INPUT DROP
iptables-$style -A INPUT -i lo -j ACCEPT
iptables-$style -A INPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT
iptables-$style -A INPUT -i proton0 -j ACCEPT
iptables-$style -A INPUT -i b0 -s 10.77.2.0/24 -d 10.77.2.1/32 -j ACCEPT
iptables-$style -A INPUT -i a0 -d 224.0.0.251/32 -p udp --dport 5353 -j ACCEPT
iptables-$style -A INPUT -i tun0 -p tcp -m tcp --dport 9000 -j ACCEPT
ip6tables-$style -P INPUT DROP
ip6tables-$style -A INPUT -i lo -j ACCEPT
ip6tables-$style -A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT
ip6tables-$style -A INPUT -s fe80::/10 -j ACCEPT
