# Written by hand: what is redirected takes the address of its interface; where that has none it is dropped
ip addr del 10.77.2.1/24 dev b0
ip addr add 10.77.2.1/32 dev a0
ip route add 10.77.2.0/24 dev b0
ip addr del fd00:77:2::1/64 dev b0
ip addr add fd00:77:2::1/128 dev a0 nodad
ip route add fd00:77:2::/64 dev b0
nft 'add table inet t; add chain inet t pre { type nat hook prerouting priority dstnat; }'
nft 'add rule inet t pre tcp dport { 22, 7100 } redirect'
