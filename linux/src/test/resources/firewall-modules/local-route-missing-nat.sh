# Written by hand: one of two addresses is not local; NAT leads from it, to it, and to the interface that has it
# needs the table of local addresses: ip link set lo up && ip route show table local
# needs the table nat of ip_tables: iptables-legacy -t nat -S
# expects RESTRICTED tcp,0.0.0.0,80
# expects BLOCKED tcp,0.0.0.0,443
# expects RESTRICTED tcp,0.0.0.0,9000
# expects BLOCKED tcp,10.77.1.1,3306
ip route del local 10.77.1.1 dev a0 table local
iptables-legacy -t nat -A PREROUTING -d 10.77.1.1 -p tcp --dport 80 -j DNAT --to-destination 10.77.2.1
iptables-legacy -t nat -A PREROUTING -d 10.77.2.1 -p tcp --dport 443 -j DNAT --to-destination 10.77.1.1
iptables-legacy -t nat -A PREROUTING -p tcp --dport 9000 -j REDIRECT --to-ports 9000
iptables-legacy -t nat -A PREROUTING -d 10.77.2.1 -p tcp --dport 3306 -j DNAT --to-destination 10.77.1.1
iptables-legacy -t nat -A PREROUTING -m addrtype --dst-type LOCAL -p tcp --dport 8080 -j DNAT --to-destination 10.77.2.1
