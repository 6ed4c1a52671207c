# Written by hand: an address of a VRF's port is local in another table than the VRF's
# needs VRF: ip link add x type vrf table 10
# expects RESTRICTED tcp,10.77.1.1,3306 of another table
. "${0%/*}/in-a-vrf"

echo 1 > /proc/sys/net/ipv4/tcp_l3mdev_accept
echo 1 > /proc/sys/net/ipv4/udp_l3mdev_accept
ip route del local 10.77.1.1 dev a0 table 10
ip route add local 10.77.1.1 dev a0 table local
