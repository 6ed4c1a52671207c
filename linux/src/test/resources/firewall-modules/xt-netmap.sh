# Written by hand: a network mapped to another one
# needs the target NETMAP: iptables-legacy -t nat -A PREROUTING -d 10.0.0.0/24 -j NETMAP --to 10.1.0.0/24
# expects RESTRICTED tcp,0.0.0.0,22
iptables-legacy -t nat -A PREROUTING -d 10.77.2.0/24 -j NETMAP --to 10.88.2.0/24
