# Written by hand: no IPv6 address is local, and each IPv4 address is
# needs the table of local addresses: ip link set lo up && ip route show table local
# expects BLOCKED tcp,::,8080,v6only
# expects ALLOWED tcp,0.0.0.0,8080
# expects RESTRICTED tcp,::,7000
# Addresses that the kernel gives a link, or still tests, get their routes later.
for i in a0 b0; do
  echo 1 > /proc/sys/net/ipv6/conf/$i/addr_gen_mode
  ip -6 addr flush dev $i scope link
done
ip -6 route flush table local
