# Written by hand: bytes of the packet
# needs the match u32: iptables-legacy -A INPUT -p tcp --dport 80 -m u32 --u32 "0&0xf=0" 
# expects RESTRICTED tcp,0.0.0.0,80
iptables-legacy -A INPUT -p tcp --dport 80 -m u32 --u32 "0&0xf=0" -j DROP
