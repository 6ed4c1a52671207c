# Written by hand, in the style of ConfigServer's csf: allow and deny lists, LOCALINPUT, invalid packets, a SYN limit, and ports one by one
t=iptables-$style
for c in LOGDROPIN LOGDROPOUT LOCALINPUT ALLOWIN DENYIN INVALID INVDROP SYNFLOOD CONNLIMIT PORTFLOOD; do $t -N $c; done
$t -P INPUT DROP
$t -A INPUT ! -i lo -j LOCALINPUT
$t -A INPUT -i lo -j ACCEPT
$t -A INPUT ! -i lo -p tcp -j INVALID
$t -A INPUT ! -i lo -p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j SYNFLOOD
$t -A INPUT ! -i lo -p tcp -m tcp --dport 8080 -m conntrack --ctstate NEW -m recent --set --name 8080 --rsource
$t -A INPUT ! -i lo -p tcp -m tcp --dport 8080 -m conntrack --ctstate NEW -m recent --update --seconds 300 --hitcount 20 --name 8080 --rsource -j PORTFLOOD
$t -A INPUT ! -i lo -p tcp -m tcp --dport 80 -m connlimit --connlimit-above 50 --connlimit-mask 32 --connlimit-saddr -j CONNLIMIT
$t -A INPUT ! -i lo -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
for p in 22 80 443 8080; do $t -A INPUT ! -i lo -p tcp -m conntrack --ctstate NEW -m tcp --dport $p -j ACCEPT; done
for p in 53 5353; do $t -A INPUT ! -i lo -p udp -m conntrack --ctstate NEW -m udp --dport $p -j ACCEPT; done
$t -A INPUT ! -i lo -p icmp -m icmp --icmp-type 8 -m limit --limit 1/sec -j ACCEPT
$t -A INPUT ! -i lo -j LOGDROPIN
$t -A LOCALINPUT ! -i lo -j ALLOWIN
$t -A LOCALINPUT ! -i lo -j DENYIN
$t -A ALLOWIN -s 10.77.2.2/32 ! -i lo -j ACCEPT
$t -A ALLOWIN -s 10.77.2.0/24 ! -i lo -p tcp -m tcp --dport 3306 -j ACCEPT
$t -A DENYIN -s 10.77.1.3/32 ! -i lo -j DROP
$t -A DENYIN -s 203.0.113.0/24 ! -i lo -p tcp -m multiport --dports 22,443 -j DROP
$t -A INVALID -m conntrack --ctstate INVALID -j INVDROP
$t -A INVALID -p tcp -m tcp --tcp-flags FIN,SYN FIN,SYN -j INVDROP
$t -A INVALID -p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN -m conntrack --ctstate NEW -j INVDROP
$t -A INVDROP -j DROP
$t -A SYNFLOOD -m limit --limit 5000/sec --limit-burst 9000 -j RETURN
$t -A SYNFLOOD -m limit --limit 30/min -j LOG --log-prefix "Firewall: *SYNFLOOD Blocked* "
$t -A SYNFLOOD -j DROP
$t -A CONNLIMIT -p tcp -j REJECT --reject-with tcp-reset
$t -A PORTFLOOD -j DROP
$t -A LOGDROPIN -p tcp -m tcp --dport 23 -j DROP
$t -A LOGDROPIN -p udp -m udp --dport 68 -j DROP
$t -A LOGDROPIN -p tcp -m limit --limit 30/min -j LOG --log-prefix "Firewall: *TCP_IN Blocked* "
$t -A LOGDROPIN -j DROP
