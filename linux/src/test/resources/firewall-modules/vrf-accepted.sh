# Written by hand: both interfaces belong to a VRF, whose packets all sockets get
# needs VRF: ip link add x type vrf table 10
# listens tcp,0.0.0.0,7200,blue
# expects ALLOWED tcp,0.0.0.0,8080
# expects ALLOWED udp,0.0.0.0,53
# expects ALLOWED tcp,::,7000
# expects ALLOWED tcp,10.77.1.1,3306
# expects ALLOWED tcp,0.0.0.0,7200,blue
. "${0%/*}/in-a-vrf"

echo 1 > /proc/sys/net/ipv4/tcp_l3mdev_accept
echo 1 > /proc/sys/net/ipv4/udp_l3mdev_accept
