# Written by hand, as hosters' scripts against floods have it: bogus flags, sources and sizes dropped in mangle, limits by hashlimit and u32
t=iptables-$style
$t -t mangle -A PREROUTING -m conntrack --ctstate INVALID -j DROP
$t -t mangle -A PREROUTING -p tcp ! --syn -m conntrack --ctstate NEW -j DROP
$t -t mangle -A PREROUTING -p tcp -m conntrack --ctstate NEW -m tcpmss ! --mss 536:65535 -j DROP
$t -t mangle -A PREROUTING -p tcp --tcp-flags FIN,SYN FIN,SYN -j DROP
$t -t mangle -A PREROUTING -p tcp --tcp-flags ALL NONE -j DROP
for s in 224.0.0.0/3 169.254.0.0/16 192.0.2.0/24 0.0.0.0/8; do $t -t mangle -A PREROUTING -s $s -j DROP; done
$t -t mangle -A PREROUTING -s 127.0.0.0/8 ! -i lo -j DROP
$t -t mangle -A PREROUTING -f -j DROP
$t -A INPUT -p tcp -m connlimit --connlimit-above 111 -j REJECT --reject-with tcp-reset
$t -A INPUT -p tcp --tcp-flags RST RST -m limit --limit 2/s --limit-burst 2 -j ACCEPT
$t -A INPUT -p tcp --tcp-flags RST RST -j DROP
$t -A INPUT -p tcp -m conntrack --ctstate NEW -m limit --limit 6000/s --limit-burst 9000 -j ACCEPT
$t -A INPUT -p tcp -m conntrack --ctstate NEW -j DROP
$t -A INPUT -p udp --dport 53 -m hashlimit --hashlimit-name dns --hashlimit-above 500/sec --hashlimit-burst 1000 --hashlimit-mode srcip -j DROP
$t -A INPUT -p udp -m length --length 0:28 -j DROP
$t -A INPUT -p udp --sport 19 -j DROP
$t -A INPUT -p udp --dport 9000 -m u32 --u32 "12&0xFFFFFF00=0x0a4d0100" -j DROP
