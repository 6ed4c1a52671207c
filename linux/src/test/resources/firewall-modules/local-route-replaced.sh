# Written by hand: in the place of an address's local route one that prohibits it
# needs the table of local addresses: ip link set lo up && ip route show table local
# expects BLOCKED tcp,10.77.1.1,3306
# expects RESTRICTED tcp,0.0.0.0,8080
ip route del local 10.77.1.1 dev a0 table local
ip route add prohibit 10.77.1.1 table local
