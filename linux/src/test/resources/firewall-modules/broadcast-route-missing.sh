# Written by hand: the broadcast address of a network has no route
# needs the table of local addresses: ip link set lo up && ip route show table local
# expects BLOCKED udp,10.77.1.255,138
# expects ALLOWED udp,0.0.0.0,53
# expects ALLOWED tcp,0.0.0.0,8080
ip route del broadcast 10.77.1.255 dev a0 table local
