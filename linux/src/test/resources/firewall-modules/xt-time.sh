# Written by hand: before noon
# needs the match time: iptables-legacy -A INPUT -p tcp --dport 80 -m time --timestart 00:00 --timestop 12:00 
# expects RESTRICTED tcp,0.0.0.0,80
iptables-legacy -A INPUT -p tcp --dport 80 -m time --timestart 00:00 --timestop 12:00 -j DROP
