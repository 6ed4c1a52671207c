# Written by hand: rules about an ipvlan in mode l2, and about the device below it
# needs ipvlan: ip link add v0 type veth && ip link add link v0 name x0 type ipvlan mode l2
# needs the table raw of ip_tables: iptables-legacy -t raw -S
# needs the table filter of ip_tables: iptables-legacy -t filter -S
# enters v0 for 10.77.1.1 fd00:77:1::1
# listens tcp,0.0.0.0,7200,a0
# listens tcp,10.77.1.1,7201,a0
# expects ALLOWED tcp,0.0.0.0,9000
ip link add link a0 name v0 type ipvlan mode l2
ip addr flush dev a0
ip addr add 10.77.1.1/24 dev v0
ip addr add fd00:77:1::1/64 dev v0 nodad
ip link set v0 up
ip link set a0 up
echo 0 > /proc/sys/net/ipv4/conf/v0/rp_filter
for i in 2 3; do
  ip neigh replace 10.77.1.$i lladdr 02:00:00:00:01:02 dev v0 nud permanent
  ip neigh replace fd00:77:1::$i lladdr 02:00:00:00:01:02 dev v0 nud permanent
done

iptables-legacy -t raw -A PREROUTING -i a0 -p tcp --dport 22 -j DROP
iptables-legacy -t raw -A PREROUTING -i v0 -p tcp --dport 80 -j DROP
iptables-legacy -A INPUT -i a0 -p tcp --dport 443 -j DROP
iptables-legacy -A INPUT -i v0 -p tcp --dport 8080 -j DROP
