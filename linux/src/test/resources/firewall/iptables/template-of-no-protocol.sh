# Written by hand: before it is tracked, a connection in a zone is new, but has no protocol and no source yet
t=iptables-$style
$t -t raw -A PREROUTING -p tcp -j CT --zone 1
$t -t raw -A PREROUTING -p tcp --dport 80 -m conntrack --ctstate NEW --ctproto tcp -j DROP
$t -t raw -A PREROUTING -p tcp --dport 443 -m conntrack --ctstate NEW -j DROP
$t -t raw -A PREROUTING -p tcp --dport 8080 -m conntrack --ctproto tcp -j DROP
$t -t raw -A PREROUTING -p tcp --dport 22 -m conntrack --ctorigsrc 10.77.0.0/16 -j DROP
