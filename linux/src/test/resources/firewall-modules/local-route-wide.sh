# Written by hand: an address is local by the route of a network that is wider than that of its interface, which comes first
# needs the table of local addresses: ip link set lo up && ip route show table local
# expects RESTRICTED tcp,10.77.1.1,3306 a wider network
# expects RESTRICTED tcp,0.0.0.0,8080
ip route add local 10.77.0.0/16 dev lo table local
ip route del local 10.77.1.1 dev a0 table local
