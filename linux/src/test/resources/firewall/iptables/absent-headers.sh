# Written by hand: matches for headers that a first packet does not have, and for more than it can carry
t=ip6tables-$style
$t -A INPUT -m rt --rt-type 0 -j DROP
$t -A INPUT -m frag --fragmore -j DROP
$t -A INPUT -m hbh -j DROP
$t -A INPUT -m dst -j DROP
$t -A INPUT -m ah -j DROP
$t -A INPUT -m ipv6header --header frag --soft -j DROP
$t -A INPUT -p tcp --dport 22 -m ipv6header ! --header prot -j DROP
$t -A INPUT -p tcp --dport 80 -m ipv6header --header prot -j DROP
$t -A INPUT -p udp --dport 53 -m ipv6header --header prot --soft -j DROP
t=iptables-$style
$t -A INPUT -p tcp --dport 80 -m length --length 81:65535 -j DROP
$t -A INPUT -p tcp --dport 22 -m length --length 40:80 -j DROP
$t -A INPUT -p tcp --dport 443 -m length ! --length 40:1000 -j DROP
$t -A INPUT -p tcp --dport 8080 -m connbytes --connbytes 1000000: --connbytes-dir both --connbytes-mode bytes -j DROP
$t -A INPUT -p tcp --dport 9000 -m connbytes --connbytes 2: --connbytes-dir original --connbytes-mode packets -j DROP
ip link set a0 group 5
$t -A INPUT -p udp --dport 53 -m devgroup --src-group 5 -j DROP
$t -A INPUT -p udp --dport 5353 -m devgroup ! --src-group 6 -j DROP
$t -A INPUT -p udp --dport 9000 -m devgroup --src-group 6 -j DROP
