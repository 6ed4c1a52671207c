# Written by hand: a virtual server on port 80, and its real server elsewhere
# needs IPVS: ipvsadm -A -t 10.0.0.1:80
# expects RESTRICTED tcp,0.0.0.0,80 IPVS
# expects ALLOWED tcp,0.0.0.0,443
# expects ALLOWED udp,0.0.0.0,53
# expects ALLOWED tcp,::,22,v6only
ipvsadm -A -t 10.77.1.1:80
ipvsadm -a -t 10.77.1.1:80 -r 10.77.2.2:80 -m
