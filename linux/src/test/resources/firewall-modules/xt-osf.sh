# Written by hand: the system that sends, by its fingerprint
# needs the match osf: iptables-legacy -A INPUT -p tcp --dport 80 -m osf --genre Linux 
# expects RESTRICTED tcp,0.0.0.0,80
iptables-legacy -A INPUT -p tcp --dport 80 -m osf --genre Linux -j DROP
