# Written by hand, to attack: a route of the local table that comes before the one of an own address
ip route prepend blackhole 10.77.1.1/32 table local
