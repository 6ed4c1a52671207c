# Written by hand: a rule about packets that came by IPsec
# needs nf_tables' family ip: nft add table ip t
# needs nft meta ipsec: nft "add table ip t; add chain ip t c; add rule ip t c meta ipsec exists drop"
# expects RESTRICTED tcp,0.0.0.0,8080 IPsec
# expects ALLOWED tcp,0.0.0.0,22
nft "add table ip t; add chain ip t c { type filter hook input priority 0; }; add rule ip t c tcp dport 8080 meta ipsec exists drop"
