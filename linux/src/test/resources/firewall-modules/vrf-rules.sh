# Written by hand: rules about a VRF see the interface first, then the VRF
# needs VRF: ip link add x type vrf table 10
# needs the table raw of ip_tables: iptables-legacy -t raw -S
# needs the table filter of ip_tables: iptables-legacy -t filter -S
# expects ALLOWED tcp,0.0.0.0,22
# expects RESTRICTED tcp,0.0.0.0,80
# expects RESTRICTED tcp,0.0.0.0,443
# expects RESTRICTED tcp,0.0.0.0,8080
. "${0%/*}/in-a-vrf"

echo 1 > /proc/sys/net/ipv4/tcp_l3mdev_accept
echo 1 > /proc/sys/net/ipv4/udp_l3mdev_accept
iptables-legacy -t raw -A PREROUTING -i b0 -p tcp --dport 80 -j DROP
iptables-legacy -t raw -A PREROUTING -i blue -p tcp --dport 443 -j DROP
iptables-legacy -A INPUT -i b0 -p tcp --dport 8080 -j DROP
iptables-legacy -A INPUT -i blue -p tcp --dport 9000 -j DROP
