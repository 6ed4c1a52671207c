# Written by hand: packets whose source is an address of this machine
# needs accept_local: ls /proc/sys/net/ipv4/conf/all/accept_local
# expects ALLOWED tcp,0.0.0.0,8080
# expects RESTRICTED tcp,0.0.0.0,80
for f in all a0 b0; do echo 1 > /proc/sys/net/ipv4/conf/$f/accept_local; done
iptables-legacy -A INPUT -s 10.77.1.2 -p tcp --dport 80 -j DROP || nft 'add table ip t; add chain ip t c { type filter hook input priority 0; }; add rule ip t c ip saddr 10.77.1.2 tcp dport 80 drop'
