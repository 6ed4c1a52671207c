# Written by hand: virtual servers whose real server is a port of this machine that the rules block; the last command proves that packets come through
# needs IPVS: ipvsadm -A -t 10.0.0.1:80
# needs the table mangle of ip_tables: iptables-legacy -t mangle -S
# needs the table filter of ip_tables: iptables-legacy -t filter -S
# expects RESTRICTED tcp,0.0.0.0,22 IPVS
# expects RESTRICTED tcp,0.0.0.0,443 IPVS
# expects RESTRICTED tcp,10.77.1.1,3306 IPVS
# expects BLOCKED tcp,0.0.0.0,8080
# expects BLOCKED udp,0.0.0.0,53
iptables-legacy -A INPUT -p tcp -m multiport --dports 22,443,3306,8080 -j DROP
iptables-legacy -A INPUT -p udp --dport 53 -j DROP
iptables-legacy -t mangle -A PREROUTING -p tcp --dport 444 -j MARK --set-mark 7
ipvsadm -A -t 10.77.1.1:81
ipvsadm -a -t 10.77.1.1:81 -r 10.77.1.1:22 -m
ipvsadm -A -f 7
ipvsadm -a -f 7 -r 10.77.2.1:443 -m
ipvsadm -A -t 10.77.2.1:3307
ipvsadm -a -t 10.77.2.1:3307 -r 10.77.1.1:3306 -m
$peer1 timeout 20 bash -c 'exec 3<>/dev/tcp/10.77.1.1/81'
$peer1 timeout 20 bash -c 'exec 3<>/dev/tcp/10.77.1.1/444'
$peer2 timeout 20 bash -c 'exec 3<>/dev/tcp/10.77.2.1/3307'
