# Written by hand: knocking, with the source in a set from then on
ipset create knocked hash:ip timeout 60
ipset add knocked 10.77.2.2
iptables-$style -A INPUT -p tcp --dport 8080 -j SET --add-set knocked src --exist
iptables-$style -A INPUT -p tcp --dport 22 -m set --match-set knocked src -j ACCEPT
iptables-$style -A INPUT -p tcp --dport 22 -j DROP
iptables-$style -A INPUT -p tcp --dport 80 -m set --match-set knocked src,dst -j DROP
