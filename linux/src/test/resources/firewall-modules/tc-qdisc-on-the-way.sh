# Written by hand: a token bucket that no packet fits into, where packets go out by a port of a bridge, and come in by the other end of that pair
# needs tc tbf: ip link add x0 type veth peer name x1 && tc qdisc add dev x0 root tbf rate 8kbit burst 20 limit 1
# needs bridges: ip link add x0 type bridge
# needs ebtables as a module, or none: ! grep -q ' ebt_do_table$' /proc/kallsyms
# enters v1
# expects RESTRICTED tcp,0.0.0.0,80 tc at the egress of v0
. "${0%/*}/on-the-way"

tc qdisc add dev v0 root tbf rate 8kbit burst 20 limit 1
