# Written by hand: the reverse-path filter as a match of ip_tables, which all that ordinary hosts send passes
# needs the match rpfilter: iptables-legacy -t raw -A PREROUTING -m rpfilter
# expects ALLOWED tcp,0.0.0.0,8080
iptables-legacy -t raw -A PREROUTING -m rpfilter --invert -j DROP
