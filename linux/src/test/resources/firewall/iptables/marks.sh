# Written by hand: MARK, CONNMARK and their matches
iptables-$style -t mangle -A PREROUTING -p tcp --dport 22 -j MARK --set-mark 0x1
iptables-$style -t mangle -A PREROUTING -p tcp --dport 80 -j MARK --set-xmark 0x4000/0x4000
iptables-$style -t mangle -A PREROUTING -p tcp --dport 443 -j CONNMARK --set-mark 7
iptables-$style -t mangle -A PREROUTING -p tcp --dport 8080 -j MARK --set-mark 9
iptables-$style -t mangle -A PREROUTING -p tcp --dport 8080 -j CONNMARK --save-mark
iptables-$style -t mangle -A PREROUTING -p tcp --dport 8080 -j MARK --set-mark 0
iptables-$style -t mangle -A PREROUTING -p tcp --dport 8080 -j CONNMARK --restore-mark
iptables-$style -A INPUT -m mark --mark 0x1 -j ACCEPT
iptables-$style -A INPUT -m mark --mark 0x4000/0x4000 -j ACCEPT
iptables-$style -A INPUT -m connmark --mark 7 -j ACCEPT
iptables-$style -A INPUT -m mark --mark 9 -j ACCEPT
iptables-$style -A INPUT -p udp -m mark ! --mark 0 -j DROP
iptables-$style -P INPUT DROP
