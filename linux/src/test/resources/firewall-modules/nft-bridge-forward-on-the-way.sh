# Written by hand: rules for what a bridge forwards, to the one end of a pair whose other end is here
# needs nf_tables' family bridge: nft add table bridge t
# needs bridges: ip link add x0 type bridge
# enters v1
# expects RESTRICTED tcp,0.0.0.0,80 rules for what is forwarded or goes out
. "${0%/*}/on-the-way"

nft 'add table bridge t; add chain bridge t c { type filter hook forward priority 0; }'
nft add rule bridge t c ether type ip drop
