# Written by hand, in the style of Alpine's awall and of ferm: one chain per thing logged, and limits by the source with recent
t=iptables-$style
for c in icmp-routing limit-ssh-0 limit-ssh-1 logdrop-_default-0 tarpit; do $t -N $c; done
$t -P INPUT DROP
$t -A INPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT
$t -A INPUT -i lo -j ACCEPT
$t -A INPUT -p icmp -j icmp-routing
$t -A INPUT -i a0 -p tcp --dport 22 -j limit-ssh-0
$t -A INPUT -i b0 -p tcp -m multiport --dports 22,80,443,7000:7100 -j ACCEPT
$t -A INPUT -i b0 -p udp --dport 1:1024 ! -s 10.77.2.3 -j ACCEPT
$t -A INPUT -i a0 -p tcp -m tcp --dport 80 -j tarpit
$t -A INPUT -j logdrop-_default-0
$t -A icmp-routing -p icmp --icmp-type 3 -j ACCEPT
$t -A limit-ssh-0 -m recent --name user:ssh --update --seconds 60 --hitcount 50 --rsource -j limit-ssh-1
$t -A limit-ssh-0 -m recent --name user:ssh --set --rsource -j ACCEPT
$t -A limit-ssh-1 -m limit --limit 1/second -j LOG
$t -A limit-ssh-1 -j DROP
$t -A logdrop-_default-0 -m limit --limit 1/second -j LOG
$t -A logdrop-_default-0 -j DROP
$t -A tarpit -m length --length 0:60 -j DROP
$t -A tarpit -j ACCEPT
