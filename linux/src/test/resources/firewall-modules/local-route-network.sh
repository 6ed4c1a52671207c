# Written by hand: the address is local by the route of a network
# needs the table of local addresses: ip link set lo up && ip route show table local
# expects ALLOWED tcp,10.77.1.1,3306
# expects ALLOWED tcp,0.0.0.0,8080
ip route add local 10.77.1.0/31 dev a0 table local
ip route del local 10.77.1.1 dev a0 table local
