# Written by hand: a tun device of a VPN, and rules about it
# needs tun: ip tuntap add mode tun x0 || { modprobe tun && ip tuntap add mode tun x0; }
# needs the table filter of ip_tables: iptables-legacy -t filter -S
# expects ALLOWED tcp,0.0.0.0,8080
# expects RESTRICTED tcp,0.0.0.0,80 x0
ip tuntap add mode tun x0
ip addr add 10.99.0.1/24 dev x0
ip link set x0 up
iptables-legacy -A INPUT -p tcp --dport 80 -i a0 -j DROP
iptables-legacy -A INPUT -p tcp --dport 80 -i b0 -j DROP
