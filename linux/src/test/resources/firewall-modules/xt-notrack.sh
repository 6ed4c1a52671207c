# Written by hand: packets that are not tracked
# needs the target CT: iptables-legacy -t raw -A PREROUTING -j CT --notrack
# expects BLOCKED tcp,0.0.0.0,80
# expects ALLOWED tcp,0.0.0.0,443
iptables-legacy -t raw -A PREROUTING -p tcp --dport 80 -j CT --notrack
iptables-legacy -A INPUT -p tcp -m state --state UNTRACKED -j DROP
