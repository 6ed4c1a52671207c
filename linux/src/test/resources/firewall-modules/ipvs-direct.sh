# Written by hand: a virtual server whose real server is this machine, by direct routing
# needs IPVS: ipvsadm -A -t 10.0.0.1:80
# expects RESTRICTED tcp,0.0.0.0,80 IPVS
ipvsadm -A -t 10.77.1.1:80
ipvsadm -a -t 10.77.1.1:80 -r 127.0.0.1 -g
