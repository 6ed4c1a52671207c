# Written by hand: an address that is the broadcast address of another interface, whose route is older
# needs the table of local addresses: ip link set lo up && ip route show table local
# expects RESTRICTED udp,10.77.1.255,138 broadcast address 10.77.1.255 comes before
ip addr add 10.77.1.255/32 dev b0
