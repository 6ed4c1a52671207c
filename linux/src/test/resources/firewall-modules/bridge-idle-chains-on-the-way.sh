# Written by hand: chains for what goes out that do nothing, where packets go out by a port of a bridge, and come in by the other end of that pair
# needs nf_tables at an egress: ip link add x0 type veth peer name x1 && nft 'add table netdev t; add chain netdev t c { type filter hook egress device x0 priority 0; }'
# needs bridges: ip link add x0 type bridge
# needs ebtables as a module, or none: ! grep -q ' ebt_do_table$' /proc/kallsyms
# enters v1
# expects ALLOWED tcp,0.0.0.0,80
. "${0%/*}/on-the-way"

nft 'add table netdev t { flags dormant; }; add chain netdev t c { type filter hook egress device v0 priority 0; policy drop; }'
nft 'add table netdev u; add chain netdev u c { type filter hook egress device lo priority 0; }; add rule netdev u c tcp dport 80 drop'
nft 'add table ip v; add chain ip v c { type filter hook forward priority 0; }; add chain ip v d { type filter hook output priority 0; }; add rule ip v d tcp dport 80 accept'
