# Written by hand: a filter of a fair queue, where packets go out by a port of a bridge, and come in by the other end of that pair
# needs tc fq_codel, u32: ip link add x0 type veth peer name x1 && tc qdisc add dev x0 root handle 1: fq_codel && tc filter add dev x0 parent 1: protocol ip u32 match ip dport 80 0xffff action drop
# needs bridges: ip link add x0 type bridge
# needs ebtables as a module, or none: ! grep -q ' ebt_do_table$' /proc/kallsyms
# enters v1
# expects RESTRICTED tcp,0.0.0.0,80 tc at the egress of v0
. "${0%/*}/on-the-way"

tc qdisc add dev v0 root handle 1: fq_codel
tc filter add dev v0 parent 1: protocol ip u32 match ip dport 80 0xffff action drop
