# Written by hand: the address is local by a table that a rule looks up for some packets
# needs policy routing: ip rule add from 10.0.0.1 lookup 100
# expects RESTRICTED tcp,10.77.1.1,3306 a route of another table
ip route del local 10.77.1.1 dev a0 table local
ip route add local 10.77.0.0/16 dev lo table 1000
ip rule add from 10.77.1.2 lookup 1000 pref 100
