# Written by hand: rules of the security table
# needs the table security of ip_tables: iptables-legacy -t security -S
# expects BLOCKED tcp,0.0.0.0,80
# expects ALLOWED tcp,0.0.0.0,443
iptables-legacy -t security -A INPUT -p tcp --dport 80 -j DROP
