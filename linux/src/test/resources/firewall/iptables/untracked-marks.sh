# Written by hand: what is not tracked has no mark of a connection to restore
iptables-$style -t raw -A PREROUTING -p tcp --dport 22 -j MARK --set-mark 5
iptables-$style -t raw -A PREROUTING -p tcp --dport 22 -j CT --notrack
iptables-$style -t mangle -A PREROUTING -p tcp --dport 80 -j MARK --set-mark 5
iptables-$style -t mangle -A PREROUTING -j CONNMARK --restore-mark
iptables-$style -A INPUT -m mark --mark 5 -j ACCEPT
iptables-$style -A INPUT -p tcp -m tcp ! --tcp-flags NONE NONE -j ACCEPT
iptables-$style -P INPUT DROP
