# Written by hand, to attack: a network that is local, but for a part of it; a route of the local table that concerns nobody here
ip route add local 10.77.9.0/24 dev lo
ip route add blackhole 10.77.9.128/25 table local
ip route add blackhole 192.0.2.1/32 table local
