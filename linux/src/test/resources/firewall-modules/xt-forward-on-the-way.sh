# Written by hand: a policy for what is forwarded, which a bridge asks, too, for packets to the one end of a pair whose other end is here
# needs the table filter of ip_tables: iptables-legacy -t filter -S
# needs bridges that ask ip_tables: ip link add x0 type bridge && test -e /proc/sys/net/bridge/bridge-nf-call-iptables
# enters v1
# expects RESTRICTED tcp,0.0.0.0,80 rules for what is forwarded or goes out
. "${0%/*}/on-the-way"

echo 1 > /proc/sys/net/bridge/bridge-nf-call-iptables
iptables-legacy -P FORWARD DROP
