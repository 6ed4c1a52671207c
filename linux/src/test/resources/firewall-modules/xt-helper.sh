# Written by hand: connections that a helper expects
# needs the match helper: iptables-legacy -A INPUT -p tcp --dport 80 -m helper --helper ftp 
# expects RESTRICTED tcp,0.0.0.0,80 helper
iptables-legacy -A INPUT -p tcp --dport 80 -m helper --helper ftp -j DROP
