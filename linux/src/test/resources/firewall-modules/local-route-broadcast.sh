# Written by hand: the address is one of broadcast by its route: datagrams arrive, and no connections
# needs the table of local addresses: ip link set lo up && ip route show table local
# listens udp,10.77.1.1,7200
# expects RESTRICTED tcp,10.77.1.1,3306
# expects RESTRICTED udp,10.77.1.1,7200
ip route del local 10.77.1.1 dev a0 table local
ip route add broadcast 10.77.1.1 dev a0 table local
