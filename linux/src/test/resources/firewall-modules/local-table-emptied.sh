# Written by hand: no address is local: nothing is delivered
# needs the table of local addresses: ip link set lo up && ip route show table local
# expects BLOCKED tcp,0.0.0.0,8080
ip route flush table local
