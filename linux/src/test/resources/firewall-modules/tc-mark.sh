# Written by hand: a filter of tc that marks packets
# needs tc skbedit: ip link add x0 type dummy && tc qdisc add dev x0 clsact && tc filter add dev x0 ingress matchall action skbedit mark 7
# needs the table filter of ip_tables: iptables-legacy -t filter -S
# expects RESTRICTED tcp,0.0.0.0,80 tc
tc qdisc add dev a0 clsact
tc filter add dev a0 ingress protocol ip matchall action skbedit mark 7
iptables-legacy -A INPUT -p tcp --dport 80 -m mark --mark 7 -j DROP
