# Written by hand, as fail2ban's iptables-multiport action makes it, legacy
iptables-legacy -N f2b-sshd
iptables-legacy -A f2b-sshd -s 10.77.1.3 -j REJECT --reject-with icmp-port-unreachable
iptables-legacy -A f2b-sshd -j RETURN
iptables-legacy -I INPUT -p tcp -m multiport --dports 22 -j f2b-sshd
