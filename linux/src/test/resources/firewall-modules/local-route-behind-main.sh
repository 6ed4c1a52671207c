# Written by hand: a local route of a network, of which the table main leads a part elsewhere
# needs the table of local addresses: ip link set lo up && ip route show table local
# expects RESTRICTED tcp,10.77.1.1,3306 the main routing table, whose route to 10.77.1.1/32
ip route add local 10.77.1.0/31 dev a0 table local
ip route del local 10.77.1.1 dev a0 table local
ip route add 10.77.1.1/32 dev b0
