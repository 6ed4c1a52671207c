# Written by hand: what is translated to loopback reaches listeners on all addresses, where loopback is routed
for i in a0 b0; do echo 1 > /proc/sys/net/ipv4/conf/$i/route_localnet; done
iptables-$style -t nat -A PREROUTING -p tcp --dport 80 -j DNAT --to-destination 127.0.0.1:80
iptables-$style -t nat -A PREROUTING -p tcp --dport 443 -j DNAT --to-destination 127.0.0.1:8080
iptables-$style -t nat -A PREROUTING -p udp --dport 53 -j DNAT --to-destination 127.0.0.1
iptables-$style -A INPUT -p tcp --dport 8080 -m conntrack --ctstate DNAT -j ACCEPT
iptables-$style -A INPUT -p tcp --dport 8080 -j DROP
