# Written by hand: an address of a VRF's port is not local in the VRF's table
# needs VRF: ip link add x type vrf table 10
# expects BLOCKED tcp,10.77.1.1,3306
# expects RESTRICTED tcp,0.0.0.0,8080
# expects ALLOWED udp,10.77.2.1,1194
# expects ALLOWED tcp,::,22,v6only
. "${0%/*}/in-a-vrf"

echo 1 > /proc/sys/net/ipv4/tcp_l3mdev_accept
echo 1 > /proc/sys/net/ipv4/udp_l3mdev_accept
ip route del local 10.77.1.1 dev a0 table 10
