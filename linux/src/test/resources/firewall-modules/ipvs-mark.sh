# Written by hand: a virtual server for marked packets
# needs IPVS: ipvsadm -A -t 10.0.0.1:80
# needs the table mangle of ip_tables: iptables-legacy -t mangle -S
# expects RESTRICTED tcp,0.0.0.0,80 IPVS
iptables-legacy -t mangle -A PREROUTING -p tcp --dport 80 -j MARK --set-mark 7
ipvsadm -A -f 7
ipvsadm -a -f 7 -r 10.77.2.2 -m
