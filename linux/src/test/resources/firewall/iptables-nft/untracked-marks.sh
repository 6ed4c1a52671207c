# Written by hand: what is not tracked has no mark of a connection to restore
iptables-nft -t raw -A PREROUTING -p tcp --dport 22 -j MARK --set-mark 5
iptables-nft -t raw -A PREROUTING -p tcp --dport 22 -j CT --notrack
iptables-nft -t mangle -A PREROUTING -p tcp --dport 80 -j MARK --set-mark 5
iptables-nft -t mangle -A PREROUTING -j CONNMARK --restore-mark
iptables-nft -A INPUT -m mark --mark 5 -j ACCEPT
iptables-nft -A INPUT -p tcp -m tcp ! --tcp-flags NONE NONE -j ACCEPT
iptables-nft -P INPUT DROP
