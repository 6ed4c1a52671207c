# Written by hand: a timer beside the rules
# needs the target IDLETIMER: iptables-legacy -A INPUT -j IDLETIMER --timeout 600 --label lptest
# expects ALLOWED tcp,0.0.0.0,80
iptables-legacy -A INPUT -p tcp --dport 80 -j IDLETIMER --timeout 600 --label listening
