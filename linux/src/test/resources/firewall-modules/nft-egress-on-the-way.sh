# Written by hand: nf_tables at the egress of a port of a bridge, whose packets come in by the other end of that pair
# needs nf_tables at an egress: ip link add x0 type veth peer name x1 && nft 'add table netdev t; add chain netdev t c { type filter hook egress device x0 priority 0; }'
# needs bridges: ip link add x0 type bridge
# enters v1
# expects RESTRICTED tcp,0.0.0.0,80 rules for what is forwarded or goes out
. "${0%/*}/on-the-way"

nft 'add table netdev t; add chain netdev t c { type filter hook egress device v0 priority 0; }'
nft add rule netdev t c tcp dport 80 drop
