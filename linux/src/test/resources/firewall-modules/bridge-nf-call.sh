# Written by hand: ip_tables sees what the bridge forwards, first by the bridge port
# needs bridges: ip link add x0 type bridge
# needs br_netfilter: modprobe br_netfilter || ls /proc/sys/net/bridge
# needs the table raw of ip_tables: iptables-legacy -t raw -S
# needs the table filter of ip_tables: iptables-legacy -t filter -S
# needs ebtables as a module, or none: ! grep -q ' ebt_do_table$' /proc/kallsyms
# expects ALLOWED tcp,0.0.0.0,9000
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
modprobe br_netfilter || true
echo 1 > /proc/sys/net/bridge/bridge-nf-call-iptables

iptables-legacy -t raw -A PREROUTING -i a0 -p tcp --dport 22 -j DROP
iptables-legacy -t raw -A PREROUTING -i v0 -p tcp --dport 80 -j DROP
iptables-legacy -A INPUT -i a0 -p tcp --dport 443 -j DROP
iptables-legacy -A INPUT -i v0 -p tcp --dport 8080 -j DROP
