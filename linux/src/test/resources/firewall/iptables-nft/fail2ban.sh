# Written by hand, as fail2ban's iptables-multiport action makes it, through nf_tables
iptables-nft -N f2b-sshd
iptables-nft -A f2b-sshd -s 10.77.1.3 -j REJECT --reject-with icmp-port-unreachable
iptables-nft -A f2b-sshd -j RETURN
iptables-nft -I INPUT -p tcp -m multiport --dports 22 -j f2b-sshd
