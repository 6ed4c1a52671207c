# Written by hand: an interface keeps its IPv6 address while it is down, and loses the route to it
# needs pairs of interfaces: ip link add x0 type veth
# listens tcp,fd00:77:2::1,7200
# expects BLOCKED tcp,fd00:77:2::1,7200 routing
# expects RESTRICTED tcp,::,8080,v6only
# expects ALLOWED tcp,0.0.0.0,8080
ip link add x0 type veth peer name x1
echo 1 > /proc/sys/net/ipv6/conf/x0/keep_addr_on_down
ip link set x1 up
ip link set x0 up
ip -6 addr del fd00:77:2::1/64 dev b0
ip -6 route add fd00:77:2::/64 dev b0
ip -6 addr add fd00:77:2::1/128 dev x0 nodad
ip link set x0 down
