# Written by hand: the reverse-path filter, strict, which all that ordinary hosts send passes
# needs rp_filter: ls /proc/sys/net/ipv4/conf/all/rp_filter
# expects ALLOWED tcp,0.0.0.0,8080
for f in all a0 b0; do echo 1 > /proc/sys/net/ipv4/conf/$f/rp_filter; done
