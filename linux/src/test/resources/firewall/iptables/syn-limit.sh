# Written by hand: a limit of new connections, for a port that is open to all and for one that is open to a network
iptables-$style -N SYNFLOOD
iptables-$style -A SYNFLOOD -m limit --limit 500/s --limit-burst 1000 -j RETURN
iptables-$style -A SYNFLOOD -j DROP
iptables-$style -A INPUT -p tcp --syn -j SYNFLOOD
iptables-$style -A INPUT -p tcp --dport 80 -j ACCEPT
iptables-$style -A INPUT -p tcp --dport 22 -s 10.77.1.0/24 -j ACCEPT
iptables-$style -P INPUT DROP
