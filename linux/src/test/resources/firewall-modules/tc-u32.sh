# Written by hand: a filter of tc that drops
# needs tc u32: ip link add x0 type dummy && tc qdisc add dev x0 ingress && tc filter add dev x0 parent ffff: protocol ip u32 match ip dport 80 0xffff action drop
# expects RESTRICTED tcp,0.0.0.0,80 tc
tc qdisc add dev a0 ingress
tc filter add dev a0 parent ffff: protocol ip u32 match ip protocol 6 0xff match ip dport 80 0xffff action drop
