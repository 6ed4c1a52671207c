# Written by hand: sets of addresses, networks, ports and interfaces, and lists of sets
ipset create ports bitmap:port range 0-9999
ipset add ports 22
ipset create pairs hash:ip,port
ipset add pairs 10.77.1.2,tcp:80
ipset add pairs 10.77.2.2,udp:80
ipset create nets hash:net
ipset add nets 10.77.0.0/16
ipset add nets 10.77.1.0/24 nomatch
ipset add nets 10.77.1.3
ipset create netports hash:net,port
ipset add netports 10.77.2.0/24,tcp:8080
ipset create faces hash:net,iface
ipset add faces 10.77.0.0/16,a0
ipset add faces 10.77.1.2/32,b0
ipset create all list:set
ipset create addresses hash:ip counters comment skbinfo
ipset add addresses 10.77.1.2 packets 5 bytes 6 comment "one host" skbmark 0x1
ipset add all addresses
ipset add all nets
ipset create targets hash:ip,port,ip
ipset add targets 10.77.1.2,udp:53,10.77.2.1
ipset create few bitmap:ip range 10.77.1.0-10.77.1.255
ipset add few 10.77.1.3
iptables-$style -A INPUT -p tcp -m set --match-set ports dst -j DROP
iptables-$style -A INPUT -m set --match-set pairs src,dst -j DROP
iptables-$style -A INPUT -p tcp --dport 443 -m set ! --match-set nets src -j DROP
iptables-$style -A INPUT -m set --match-set netports src,dst -j DROP
iptables-$style -A INPUT -p tcp --dport 9000 -m set --match-set faces src,src -j DROP
iptables-$style -A INPUT -p udp --dport 9000 -m set --match-set all src -j DROP
iptables-$style -A INPUT -m set --match-set targets src,dst,dst -j DROP
iptables-$style -A INPUT -p udp --dport 5353 -m set --match-set nets src --return-nomatch -j DROP
iptables-$style -A INPUT -p tcp --dport 7100 -m set --match-set few src -j DROP
iptables-$style -A INPUT -p tcp --dport 3306 -m set --match-set pairs src -j DROP
