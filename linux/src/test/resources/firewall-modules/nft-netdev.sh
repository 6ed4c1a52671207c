# Written by hand: nf_tables at the ingress of a device
# needs nf_tables' family netdev: nft add table netdev t
# expects RESTRICTED tcp,0.0.0.0,80
nft 'add table netdev t; add chain netdev t c { type filter hook ingress device a0 priority 0; }'
nft add rule netdev t c tcp dport 80 drop
