# Matches that count, guess, and look at more than ports
iptables-legacy -P INPUT DROP
iptables-legacy -A INPUT -p tcp --dport 22 -m recent --set --name x
iptables-legacy -A INPUT -p tcp --dport 22 -m recent --update --seconds 60 --hitcount 4 --name x -j DROP
iptables-legacy -A INPUT -p tcp --dport 22 -j ACCEPT
iptables-legacy -A INPUT -p tcp -m multiport --dports 80,443:500 -m comment --comment "a b" -j ACCEPT
iptables-legacy -A INPUT -p udp -m udp --dport 53 -m length --length 0:65535 -j ACCEPT
iptables-legacy -A INPUT -p tcp --dport 8080 -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j ACCEPT
iptables-legacy -A INPUT -m mac --mac-source 02:00:00:00:01:02 -p tcp --dport 9000 -j ACCEPT
iptables-legacy -A INPUT -p udp --dport 9000 -m statistic --mode random --probability 0.5 -j ACCEPT
