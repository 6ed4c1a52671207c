# Written by hand: what a real server sends from its port belongs to IPVS, which drops it where no connection is known; the ports of the tries start at 20000
# needs IPVS: ipvsadm -A -t 10.0.0.1:80
# expects RESTRICTED tcp,0.0.0.0,22 IPVS
# expects ALLOWED udp,0.0.0.0,53
# expects ALLOWED tcp,::,22,v6only
echo 1 >/proc/sys/net/ipv4/vs/nat_icmp_send
ipvsadm -A -t 10.77.1.1:81
seq -f '-a -t 10.77.1.1:81 -r 10.77.2.2:%.0f -m' 20000 20999 | ipvsadm -R
