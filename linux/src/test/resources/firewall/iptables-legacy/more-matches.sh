# Matches of all kinds, tables mangle and raw
iptables-legacy -A INPUT -p tcp -m state --state NEW -m tcp ! --syn -j DROP
iptables-legacy -A INPUT -p tcp --dport 80 -m hashlimit --hashlimit-name a --hashlimit-above 1/min --hashlimit-mode srcip -j DROP
iptables-legacy -A INPUT -p tcp --dport 443 -m connlimit --connlimit-above 0 -j REJECT
iptables-legacy -A INPUT -m iprange --src-range 10.77.1.1-10.77.1.254 -p tcp --dport 8080 -j DROP
iptables-legacy -A INPUT -m pkttype --pkt-type unicast -p udp --dport 53 -j DROP
iptables-legacy -A INPUT -p udp -m ttl --ttl-lt 3 -j DROP
iptables-legacy -A INPUT -m time --timestart 00:00 --timestop 23:59 -p udp --dport 9000 -j DROP
iptables-legacy -t mangle -A PREROUTING -p tcp --dport 9000 -j MARK --set-xmark 0x1/0xff
iptables-legacy -A INPUT -m mark --mark 0x1/0x1 -j DROP
iptables-legacy -t raw -A PREROUTING -p udp --dport 5353 -j CT --notrack
iptables-legacy -A INPUT -m conntrack ! --ctstate NEW,ESTABLISHED -j DROP
ip6tables-legacy -A INPUT -m rt --rt-type 0 -j DROP
ip6tables-legacy -A INPUT -p tcp -m tcp --dport 22 -m conntrack --ctorigdst fd00:77:1::1 -j DROP
