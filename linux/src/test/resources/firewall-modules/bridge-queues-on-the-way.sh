# Written by hand: queues that drop too many packets only, where packets go out by a port of a bridge, and come in by the other end of that pair
# needs tc fq_codel, sfq: ip link add x0 type veth peer name x1 && tc qdisc add dev x0 root handle 1: fq_codel && tc qdisc replace dev x0 root handle 2: sfq
# needs bridges: ip link add x0 type bridge
# needs ebtables as a module, or none: ! grep -q ' ebt_do_table$' /proc/kallsyms
# enters v1
# expects ALLOWED tcp,0.0.0.0,80
. "${0%/*}/on-the-way"

tc qdisc add dev v0 root handle 1: fq_codel
tc qdisc add dev a0 root handle 2: sfq
