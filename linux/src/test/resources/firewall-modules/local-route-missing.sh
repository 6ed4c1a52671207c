# Written by hand: one of two addresses is not local
# needs the table of local addresses: ip link set lo up && ip route show table local
# expects BLOCKED tcp,10.77.1.1,3306 routing
# expects RESTRICTED tcp,0.0.0.0,8080
# expects ALLOWED udp,10.77.2.1,1194
# expects ALLOWED udp,10.77.1.255,138
# expects ALLOWED tcp,::,22,v6only
ip route del local 10.77.1.1 dev a0 table local
