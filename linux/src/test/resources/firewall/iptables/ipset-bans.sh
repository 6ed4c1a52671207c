# Written by hand: banned for an hour, a list that fail2ban keeps, and counters
ipset create banned hash:ip timeout 3600
ipset add banned 10.77.1.2
ipset create f2b-sshd hash:ip
ipset create hits hash:ip counters
ipset add hits 10.77.1.2 packets 0
ipset create spare hash:net
iptables-$style -A INPUT -p tcp --dport 80 -m set --match-set banned src -j DROP
iptables-$style -A INPUT -p tcp --dport 22 -m set --match-set f2b-sshd src -j REJECT
iptables-$style -A INPUT -p tcp --dport 443 -m set --match-set hits src --packets-gt 1000 -j DROP
iptables-$style -A FORWARD -m set --match-set spare src -j DROP
iptables-$style -A INPUT -p udp --dport 53 -m set ! --match-set spare src -j ACCEPT
iptables-$style -A INPUT -p udp --dport 53 -j DROP
