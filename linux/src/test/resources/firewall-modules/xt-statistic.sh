# Written by hand: each second packet
# needs the match statistic: iptables-legacy -A INPUT -p tcp --dport 80 -m statistic --mode nth --every 2 --packet 0 
# expects RESTRICTED tcp,0.0.0.0,80
iptables-legacy -A INPUT -p tcp --dport 80 -m statistic --mode nth --every 2 --packet 0 -j DROP
