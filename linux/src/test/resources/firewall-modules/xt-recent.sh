# Written by hand: every packet is remembered, and dropped
# needs the match recent: iptables-legacy -A INPUT -p tcp --dport 80 -m recent --name x --set 
# expects BLOCKED tcp,0.0.0.0,80
iptables-legacy -A INPUT -p tcp --dport 80 -m recent --name x --set -j DROP
