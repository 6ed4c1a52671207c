# Written by hand: both interfaces belong to a VRF, and sockets outside of it are not reached (tcp_l3mdev_accept and udp_l3mdev_accept are 0)
# needs VRF: ip link add x type vrf table 10
# listens tcp,0.0.0.0,7200,blue
# expects BLOCKED tcp,0.0.0.0,8080
# expects BLOCKED udp,0.0.0.0,53
# expects BLOCKED tcp,::,7000
# expects BLOCKED tcp,10.77.1.1,3306
# expects ALLOWED tcp,0.0.0.0,7200,blue
# expects ALLOWED tcp,0.0.0.0,7100,b0
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
