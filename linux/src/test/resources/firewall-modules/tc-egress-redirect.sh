# Written by hand: a filter of tc that takes away what goes out
# needs tc u32, mirred: ip link add x0 type veth && tc qdisc add dev x0 clsact && tc filter add dev x0 egress protocol ip u32 match ip dport 80 0xffff action mirred egress redirect dev x0
# expects ALLOWED tcp,0.0.0.0,8080
# expects ALLOWED udp,0.0.0.0,53
# expects ALLOWED tcp,0.0.0.0,80
ip link add x0 type dummy || ip link add x0 type ifb
ip link set x0 up
tc qdisc add dev a0 clsact
tc filter add dev a0 egress protocol ip u32 match ip sport 80 0xffff action mirred egress redirect dev x0
