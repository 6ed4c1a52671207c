# Written by hand: rules of a bridge, which are not examined
ip link add br0 type bridge
ip addr add 192.0.2.1/24 dev br0
ip link set br0 up
nft add table bridge filter
nft 'add chain bridge filter input { type filter hook input priority 0; policy accept; }'
nft add rule bridge filter input tcp dport 22 drop
iptables-nft -A INPUT -i br0 -p tcp --dport 80 -j DROP
