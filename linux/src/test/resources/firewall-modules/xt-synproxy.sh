# Written by hand: SYNPROXY answers for a port
# needs the target SYNPROXY: iptables-legacy -A INPUT -p tcp -m state --state INVALID -j SYNPROXY --wscale 7
# expects ALLOWED tcp,0.0.0.0,22
# expects RESTRICTED tcp,0.0.0.0,80 SYNPROXY
iptables-legacy -t raw -A PREROUTING -p tcp --dport 80 --syn -j CT --notrack
iptables-legacy -A INPUT -p tcp --dport 80 -m state --state INVALID,UNTRACKED -j SYNPROXY --sack-perm --timestamp --wscale 7 --mss 1460
iptables-legacy -A INPUT -p tcp --dport 80 -m state --state INVALID -j DROP
