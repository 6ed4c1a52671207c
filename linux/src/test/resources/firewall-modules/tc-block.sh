# Written by hand: a filter of tc that drops, in a block that interfaces share
# needs tc flower: ip link add x0 type dummy && tc qdisc add dev x0 ingress_block 7 clsact && tc filter add block 7 protocol ip flower ip_proto tcp dst_port 80 action drop
# expects RESTRICTED tcp,0.0.0.0,80 tc
tc qdisc add dev a0 ingress_block 7 clsact
tc qdisc add dev b0 ingress_block 7 clsact
tc filter add block 7 protocol ip flower ip_proto tcp dst_port 80 action drop
