# Written by hand: elements whose time is over take room as long as they stay, and are not told of
nft add table ip t
nft 'add set ip t s { type ipv4_addr; size 4; flags dynamic,timeout; timeout 1h; gc-interval 1h; }'
nft 'add element ip t s { 9.9.9.1 timeout 10ms, 9.9.9.2 timeout 10ms, 9.9.9.3 timeout 10ms, 9.9.9.4 timeout 10ms }'
nft 'add chain ip t input { type filter hook input priority 0; policy drop; }'
nft 'add rule ip t input tcp dport 22 add @s { ip saddr } accept'
nft 'add rule ip t input tcp dport 80 update @s { ip saddr } accept'
sleep 0.1
