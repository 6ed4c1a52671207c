# Written by hand: packets go out by a port of a bridge, and come in by the other end of that pair
# needs tc flower: ip link add x0 type dummy && tc qdisc add dev x0 clsact && tc filter add dev x0 egress protocol ip flower ip_proto tcp dst_port 80 action drop
# needs bridges: ip link add x0 type bridge
# needs ebtables as a module, or none: ! grep -q ' ebt_do_table$' /proc/kallsyms
# enters v1
# expects RESTRICTED tcp,0.0.0.0,80 tc at the egress of v0
. "${0%/*}/on-the-way"

tc qdisc add dev v0 clsact
tc filter add dev v0 egress protocol ip flower ip_proto tcp dst_port 80 action drop
