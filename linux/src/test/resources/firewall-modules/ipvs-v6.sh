# Written by hand: a virtual server for IPv6
# needs IPVS for IPv6: ipvsadm -A -t [fd00::1]:80
# expects RESTRICTED tcp,::,80,v6only IPVS
# expects ALLOWED tcp,0.0.0.0,443
ipvsadm -A -t '[fd00:77:1::1]:80'
ipvsadm -a -t '[fd00:77:1::1]:80' -r '[fd00:77:2::2]:80' -m
