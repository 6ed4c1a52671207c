# Written by hand: the DSCP is what the sender chooses
# needs the match dscp: iptables-legacy -A INPUT -p tcp --dport 80 -m dscp --dscp 46 
# expects RESTRICTED tcp,0.0.0.0,80 dscp
iptables-legacy -A INPUT -p tcp --dport 80 -m dscp --dscp 46 -j DROP
