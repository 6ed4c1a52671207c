# Written by hand: both interfaces belong to a VRF, and sockets outside of it are not reached (tcp_l3mdev_accept and udp_l3mdev_accept are 0)
# needs VRF: ip link add x type vrf table 10
# listens tcp,0.0.0.0,7200,blue
# expects BLOCKED tcp,0.0.0.0,8080
# expects BLOCKED udp,0.0.0.0,53
# expects BLOCKED tcp,::,7000
# expects BLOCKED tcp,10.77.1.1,3306
# expects ALLOWED tcp,0.0.0.0,7200,blue
# expects ALLOWED tcp,0.0.0.0,7100,b0
. "${0%/*}/in-a-vrf"
