# Written by hand: lists of hosts, a rule for each, as scripts that read blocklists make them
hosts='10.77.1.3 10.77.2.2 192.0.2.0/24 198.51.100.7'
for i in 1 2 3 4 5 6 7 8 9 10 11 12; do hosts="203.0.113.$i $hosts 10.9.$i.0/24"; done
iptables-$style -N LISTED
for host in $hosts; do
  iptables-$style -A INPUT -s $host -p tcp --dport 80 -j DROP
done
for host in $hosts; do
  iptables-$style -A LISTED -s $host -j RETURN
done
iptables-$style -A LISTED -j REJECT
iptables-$style -A INPUT -p udp -j LISTED
for host in $hosts; do
  iptables-$style -A INPUT -i a0 -s $host -p tcp --dport 8080 -j ACCEPT
done
iptables-$style -A INPUT -p tcp --dport 8080 -j DROP
for i in 1 2 3 4 5 6 7 8 9 a b c; do
  ip6tables-$style -A INPUT ! -i b0 -s fd00:77:1::$i -j DROP
done
