# Written by hand: a virtual server without a real server
# needs IPVS: ipvsadm -A -t 10.0.0.1:80
# expects RESTRICTED tcp,0.0.0.0,80 IPVS
ipvsadm -A -t 10.77.1.1:80
