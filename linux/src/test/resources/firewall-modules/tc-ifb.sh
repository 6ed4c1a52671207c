# Written by hand: packets take a way through an ifb
# needs ifb, tc mirred: ip link add x0 type ifb && ip link set x0 up && tc qdisc add dev x0 clsact && tc filter add dev x0 ingress matchall action mirred egress redirect dev x0
# expects RESTRICTED tcp,0.0.0.0,80 tc
ip link add x0 type ifb
ip link set x0 up
tc qdisc add dev a0 clsact
tc filter add dev a0 ingress protocol ip matchall action mirred egress redirect dev x0
