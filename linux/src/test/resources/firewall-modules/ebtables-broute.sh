# Written by hand: ebtables takes a frame out of the bridge
# needs bridges: ip link add x0 type bridge
# needs the broute table of ebtables: ebtables-legacy -t broute -L
# expects RESTRICTED tcp,0.0.0.0,80 bridge rules
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

ebtables-legacy -t broute -A BROUTING -p ipv4 --ip-proto tcp --ip-dport 80 -j DROP
