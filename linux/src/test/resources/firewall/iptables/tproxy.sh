# Written by hand: transparent proxies, of which none listens here: ip_tables drops the packet
iptables-$style -t mangle -A PREROUTING -p tcp --dport 80 -j TPROXY --on-ip 127.0.0.1 --on-port 50080 --tproxy-mark 1
iptables-$style -t mangle -A PREROUTING -p tcp --dport 443 -j TPROXY --on-port 443 --tproxy-mark 1
iptables-$style -t mangle -A PREROUTING -p udp --dport 53 -m socket --transparent -j ACCEPT
iptables-$style -t mangle -A PREROUTING -p udp --dport 9000 -j TPROXY --on-port 5353
iptables-$style -A INPUT -p tcp --dport 22 -m mark --mark 1 -j ACCEPT
iptables-$style -A INPUT -p tcp --dport 443 -m mark ! --mark 1 -j DROP
