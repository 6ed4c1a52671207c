# Written by hand: redirected to another port, and to another host
# needs the table nat of ip_tables: iptables-legacy -t nat -S
# expects REDIRECTED tcp,0.0.0.0,80
# expects REDIRECTED tcp,0.0.0.0,443
# expects ALLOWED tcp,0.0.0.0,22
# expects ALLOWED tcp,0.0.0.0,8080
iptables-legacy -t nat -A PREROUTING -p tcp --dport 80 -j REDIRECT --to-ports 8080
iptables-legacy -t nat -A PREROUTING -p tcp --dport 443 -j DNAT --to-destination 10.77.2.2:443
