# Written by hand: a virtual server whose real server is this machine, by NAT to another port
# needs IPVS: ipvsadm -A -t 10.0.0.1:80
# expects RESTRICTED tcp,0.0.0.0,80 IPVS
# expects ALLOWED tcp,0.0.0.0,22
echo 1 > /proc/sys/net/ipv4/vs/conntrack || true
echo 1 > /proc/sys/net/ipv4/vs/snat_reroute || true
ipvsadm -A -t 10.77.1.1:80
ipvsadm -a -t 10.77.1.1:80 -r 10.77.1.1:22 -m
ipvsadm -A -t 10.77.2.1:443
ipvsadm -a -t 10.77.2.1:443 -r 127.0.0.1:443 -m
