# Written by hand: packets for a program that does not run
# needs nf_tables' family ip: nft add table ip t
# needs nft queue: nft "add table ip t; add chain ip t c; add rule ip t c queue num 5"
# expects RESTRICTED tcp,0.0.0.0,80 queue
# expects RESTRICTED tcp,0.0.0.0,443 queue
# expects ALLOWED tcp,0.0.0.0,22
nft 'add table ip t; add chain ip t c { type filter hook input priority 0; }'
nft add rule ip t c tcp dport 80 queue num 5
nft add rule ip t c tcp dport 443 queue num 5 bypass
