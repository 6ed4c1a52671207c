# Written by hand: both interfaces belong to a VRF, whose packets all sockets get
# needs VRF: ip link add x type vrf table 10
# listens tcp,0.0.0.0,7200,blue
# expects ALLOWED tcp,0.0.0.0,8080
# expects ALLOWED udp,0.0.0.0,53
# expects ALLOWED tcp,::,7000
# expects ALLOWED tcp,10.77.1.1,3306
# expects ALLOWED tcp,0.0.0.0,7200,blue
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
