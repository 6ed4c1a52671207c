# Written by hand: an ipvlan in mode l3s, on a device that takes no IPv6 packets
# needs ipvlan: ip link add v0 type veth && ip link add link v0 name x0 type ipvlan mode l3s
# enters v0 for 10.77.1.1 fd00:77:1::1
# expects ALLOWED tcp,0.0.0.0,8080
# expects BLOCKED tcp,fd00:77:1::1,3306
# expects ALLOWED tcp,::,8080,v6only
ip link add link a0 name v0 type ipvlan mode l3s
ip addr flush dev a0
echo 1 > /proc/sys/net/ipv6/conf/a0/disable_ipv6
ip addr add 10.77.1.1/24 dev v0
ip addr add fd00:77:1::1/64 dev v0 nodad
ip link set v0 up
ip link set a0 up
echo 0 > /proc/sys/net/ipv4/conf/v0/rp_filter
for i in 2 3; do
  ip neigh replace 10.77.1.$i lladdr 02:00:00:00:01:02 dev v0 nud permanent
  ip neigh replace fd00:77:1::$i lladdr 02:00:00:00:01:02 dev v0 nud permanent
done
