# Written by hand, as fail2ban's iptables-multiport action makes it
iptables-$style -N f2b-sshd
iptables-$style -A f2b-sshd -s 10.77.1.3 -j REJECT --reject-with icmp-port-unreachable
iptables-$style -A f2b-sshd -j RETURN
iptables-$style -I INPUT -p tcp -m multiport --dports 22 -j f2b-sshd
