# Written by hand: the address is local by the table main
# needs the table of local addresses: ip link set lo up && ip route show table local
# expects RESTRICTED tcp,10.77.1.1,3306 a route of another table
# expects RESTRICTED udp,10.77.2.1,1194
ip route del local 10.77.1.1 dev a0 table local
ip route add local 10.77.1.1 dev lo table main
