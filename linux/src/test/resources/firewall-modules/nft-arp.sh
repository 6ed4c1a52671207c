# Written by hand: nobody that does not know it yet gets the hardware address
# needs nf_tables' family arp: nft 'add table arp t; add chain arp t c { type filter hook input priority 0; }'
# expects RESTRICTED tcp,0.0.0.0,80 rules for ARP
nft 'add table arp t; add chain arp t c { type filter hook input priority 0; policy drop; }'
