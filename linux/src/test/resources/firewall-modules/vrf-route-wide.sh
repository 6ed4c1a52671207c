# Written by hand: an address of a VRF's port is local in the VRF's table by the route of a wider network, too late
# needs VRF: ip link add x type vrf table 10
# expects RESTRICTED tcp,10.77.1.1,3306 a wider network
# expects RESTRICTED tcp,0.0.0.0,8080
. "${0%/*}/in-a-vrf"

echo 1 > /proc/sys/net/ipv4/tcp_l3mdev_accept
echo 1 > /proc/sys/net/ipv4/udp_l3mdev_accept
ip route add local 10.77.0.0/16 dev blue table 10
ip route del local 10.77.1.1 dev a0 table 10
