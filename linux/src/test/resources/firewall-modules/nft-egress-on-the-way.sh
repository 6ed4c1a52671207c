# Written by hand: nf_tables at the egress of a port of a bridge, whose packets come in by the other end of that pair
# needs nf_tables at an egress: ip link add x0 type veth peer name x1 && nft 'add table netdev t; add chain netdev t c { type filter hook egress device x0 priority 0; }'
# needs bridges: ip link add x0 type bridge
# enters v1
# expects RESTRICTED tcp,0.0.0.0,80 rules for what is forwarded or goes out
ip link set a0 address 02:00:00:00:01:77
ip link add br0 type bridge
ip link add v0 type veth peer name v1 address 02:00:00:00:01:01
ip link set a0 master br0
ip link set v0 master br0
ip addr flush dev a0
for i in br0 v0 v1 a0; do ip link set $i up; done
ip addr add 10.77.1.1/24 dev v1
ip addr add fd00:77:1::1/64 dev v1 nodad
echo 0 > /proc/sys/net/ipv4/conf/v1/rp_filter
for i in 2 3; do
  ip neigh replace 10.77.1.$i lladdr 02:00:00:00:01:02 dev v1 nud permanent
  ip neigh replace fd00:77:1::$i lladdr 02:00:00:00:01:02 dev v1 nud permanent
done

nft 'add table netdev t; add chain netdev t c { type filter hook egress device v0 priority 0; }'
nft add rule netdev t c tcp dport 80 drop
