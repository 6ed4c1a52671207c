# Written by hand: a flow table takes forwarded flows past the rules
# needs nf_tables' family inet: nft add table inet t
# needs flow tables: ip link add x0 type dummy && nft "add table inet t; add flowtable inet t f { hook ingress priority 0; devices = { x0 }; }"
# expects ALLOWED tcp,0.0.0.0,80
# expects BLOCKED tcp,0.0.0.0,443
nft 'add table inet t; add flowtable inet t f { hook ingress priority 0; devices = { a0, b0 }; }'
nft 'add chain inet t way { type filter hook forward priority 0; }; add rule inet t way meta l4proto tcp flow add @f'
nft 'add chain inet t c { type filter hook input priority 0; }; add rule inet t c tcp dport 443 drop'
