# Written by hand: a rule about the TTL
# needs nf_tables' family ip: nft add table ip t
# expects RESTRICTED tcp,0.0.0.0,8080 ttl
# expects ALLOWED tcp,0.0.0.0,22
nft "add table ip t; add chain ip t c { type filter hook input priority 0; }; add rule ip t c tcp dport 8080 ip ttl 64 drop"
