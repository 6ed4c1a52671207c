# Written by hand: more than one connection from an address
# needs the match connlimit: iptables-legacy -A INPUT -p tcp --dport 80 -m connlimit --connlimit-above 1 --connlimit-mask 32 
# expects RESTRICTED tcp,0.0.0.0,80
iptables-legacy -A INPUT -p tcp --dport 80 -m connlimit --connlimit-above 1 --connlimit-mask 32 -j DROP
