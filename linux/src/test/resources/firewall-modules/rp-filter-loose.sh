# Written by hand: the reverse-path filter, loose: 10.77.1.3 has a route through the other interface
# needs rp_filter: ls /proc/sys/net/ipv4/conf/all/rp_filter
# expects ALLOWED tcp,0.0.0.0,8080
for f in all a0 b0; do echo 2 > /proc/sys/net/ipv4/conf/$f/rp_filter; done
ip route add 10.77.1.3/32 dev b0
