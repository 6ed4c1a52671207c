# Written by hand: both at once, both must accept
iptables-legacy -A INPUT -p tcp --dport 22 -j DROP
iptables-nft -A INPUT -p tcp --dport 80 -j DROP
nft add table inet more
nft 'add chain inet more input { type filter hook input priority 5; }'
nft add rule inet more input tcp dport 443 drop
