# Written by hand: an address of a VRF's port is local in another table than the VRF's
# needs VRF: ip link add x type vrf table 10
# expects RESTRICTED tcp,10.77.1.1,3306 of another table
ip link add blue type vrf table 10
ip link set blue up
for i in 1 2; do
  dev=$(echo ab | cut -c $i)0
  ip link set $dev master blue
  ip addr replace fd00:77:$i::1/64 dev $dev nodad
  for j in 2 3; do
    ip neigh replace 10.77.$i.$j lladdr 02:00:00:00:0$i:02 dev $dev nud permanent
    ip neigh replace fd00:77:$i::$j lladdr 02:00:00:00:0$i:02 dev $dev nud permanent
  done
done

echo 1 > /proc/sys/net/ipv4/tcp_l3mdev_accept
echo 1 > /proc/sys/net/ipv4/udp_l3mdev_accept
ip route del local 10.77.1.1 dev a0 table 10
ip route add local 10.77.1.1 dev a0 table local
