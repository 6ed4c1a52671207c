# Written by hand: qdiscs that filters hang at, without any
# needs qdiscs for filters: ip link add x0 type veth && tc qdisc add dev x0 clsact && ip link add y0 type veth && tc qdisc add dev y0 ingress
# expects ALLOWED tcp,0.0.0.0,8080
# expects ALLOWED tcp,::,22,v6only
tc qdisc add dev a0 clsact
tc qdisc add dev b0 ingress
