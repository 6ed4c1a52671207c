# Written by hand: a filter of tc that drops, in a clsact qdisc
# needs tc flower: ip link add x0 type dummy && tc qdisc add dev x0 clsact && tc filter add dev x0 ingress protocol ip flower ip_proto tcp dst_port 80 action drop
# expects RESTRICTED tcp,0.0.0.0,80 tc
tc qdisc add dev a0 clsact
tc filter add dev a0 ingress protocol ip flower ip_proto tcp dst_port 80 action drop
