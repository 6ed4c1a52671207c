# Written by hand: nf_tables drops what the bridge would deliver
# needs bridges: ip link add x0 type bridge
# needs nf_tables' family bridge: nft add table bridge t
# expects RESTRICTED tcp,0.0.0.0,80 bridge
ip link add v0 address 02:00:00:00:01:01 type bridge
ip link set a0 master v0
ip addr flush dev a0
ip addr add 10.77.1.1/24 dev v0
ip addr add fd00:77:1::1/64 dev v0 nodad
ip link set v0 up
ip link set a0 up
echo 0 > /proc/sys/net/ipv4/conf/v0/rp_filter
for i in 2 3; do
  ip neigh replace 10.77.1.$i lladdr 02:00:00:00:01:02 dev v0 nud permanent
  ip neigh replace fd00:77:1::$i lladdr 02:00:00:00:01:02 dev v0 nud permanent
done

nft add table bridge t
nft 'add chain bridge t c { type filter hook input priority 0; }'
nft add rule bridge t c tcp dport 80 drop
