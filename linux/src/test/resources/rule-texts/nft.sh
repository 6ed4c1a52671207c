# Rules of all forms that nft(8) prints, one by one: what a kernel or a version of nft refuses is left out.
add() { nft "add rule $1" 2>/dev/null || true; }
nft -f - <<'END'
table inet t {
  set named { type ipv4_addr; flags interval; elements = { 10.0.0.0/8 } }
  set pairs { type ipv4_addr . inet_service; }
  set bad { type ipv4_addr; flags timeout; }
  set ports { type inet_service; elements = { 22 } }
  map verdicts { type inet_service : verdict; elements = { 22 : accept } }
  chain sub { }
  chain input { type filter hook input priority 0; }
  chain pre { type nat hook prerouting priority -100; }
  chain post { type nat hook postrouting priority 100; }
}
table ip f {
  chain input { type filter hook input priority 0; }
  chain pre { type nat hook prerouting priority -100; }
}
table ip6 s {
  chain input { type filter hook input priority 0; }
}
table netdev n {
  chain c { type filter hook ingress device lo priority 0; }
}
END
while read -r rule; do add "inet t input $rule"; done <<'END'
ip protocol tcp tcp dport 22 accept
ip6 nexthdr tcp tcp dport 22 accept
ip6 nexthdr udp accept
meta l4proto tcp counter tcp dport 22 accept
meta l4proto tcp tcp dport 22 accept
meta l4proto tcp ct state new tcp dport 22 accept
meta l4proto tcp iifname "a" tcp dport 22 accept
meta l4proto tcp ip saddr 1.1.1.1 tcp dport 22 accept
meta l4proto tcp meta mark 1 tcp dport 22 accept
meta l4proto tcp ip saddr @named tcp dport 22 accept
meta l4proto != tcp accept
meta l4proto != tcp th dport 22 accept
meta l4proto { tcp, udp } th dport 53 accept
meta l4proto { tcp, udp } ip saddr 1.1.1.1 th dport 53 accept
meta l4proto { icmp, ipv6-icmp } accept
meta l4proto 99 accept
meta l4proto ipv6-icmp accept
meta l4proto udp accept
meta l4proto 1-6 accept
meta l4proto . th dport { tcp . 22, udp . 53 } accept
meta nfproto ipv4 accept
meta nfproto != ipv4 accept
meta nfproto ipv4 tcp dport 22 accept
meta nfproto ipv4 counter ip saddr 1.2.3.4 accept
meta nfproto ipv4 ip saddr 1.2.3.4 accept
meta nfproto ipv4 meta l4proto tcp accept
meta nfproto ipv4 ct state new ip saddr 1.2.3.4 accept
meta nfproto ipv6 meta l4proto ipv6-icmp icmpv6 type echo-request accept
meta nfproto ipv4 tcp dport 22 reject with icmp host-unreachable
meta nfproto ipv4 reject
meta nfproto ipv4 icmp type echo-request accept
meta nfproto { ipv4, ipv6 } accept
meta protocol ip accept
meta protocol ip ip saddr 1.2.3.4 accept
icmp type echo-request accept
icmp type != echo-request accept
icmp type { echo-request, destination-unreachable } accept
icmp type 0-8 accept
icmp type echo-request icmp code 0 accept
icmp type echo-request limit rate 5/second accept
icmpv6 type { nd-router-advert, echo-request, mld-listener-done, mld2-listener-report, nd-neighbor-solicit } accept
icmpv6 type nd-redirect accept
ip saddr 1.1.1.1 icmp type echo-request accept
meta l4proto tcp reject with tcp reset
tcp dport 22 reject with tcp reset
reject
reject with icmp port-unreachable
reject with icmp host-unreachable
reject with icmpv6 port-unreachable
reject with icmpx admin-prohibited
reject with icmpx port-unreachable
ip saddr 10.0.0.0/8 reject with icmp host-prohibited
counter reject
limit rate 10/second accept
limit rate over 25/minute burst 50 packets drop
limit rate 10/hour burst 5 packets accept
limit rate 1/day accept
limit rate 3/week burst 1 packets accept
limit rate 10 kbytes/second accept
log prefix "x y" level debug
log prefix "a: " drop
log
log level warn
log level audit
log prefix "a" group 2 snaplen 10
log group 0
log prefix "a" group 2 queue-threshold 3
log flags all
log flags skuid
queue
queue num 3 bypass
ct state new
ct state != new
ct state == established
ct state established,related,new accept
ct state != { established, related } accept
ct state { new, untracked } drop
ct state vmap { invalid : drop, established : accept, related : accept }
ct state & new == 0 drop
ct state & (new | invalid) == new drop
ct status != snat,dnat drop
ct status == snat,dnat drop
ct state != new,established drop
tcp flags == syn,ack drop
tcp flags != syn,ack drop
ct state & (new | invalid) != 0 drop
ct status dnat accept
ct status snat,dnat accept
ct status & dnat == 0 accept
ct status != dnat accept
ct direction original accept
ct direction != reply accept
ct mark 7
ct mark != 7
ct mark & 0xff == 0x7
ct mark & 0x1 != 0
ct mark set 7
ct mark set meta mark
ct original ip saddr 10.0.0.0/8 drop
ct count over 3 accept
tcp flags syn
tcp flags == syn
tcp flags != syn
tcp flags syn,ack
tcp flags & (fin|syn|rst|ack) == syn
tcp flags & (fin|syn|rst|ack) != syn
tcp flags & (fin|syn) == 0
tcp flags & (fin|syn) != 0
tcp flags & (syn|rst) == syn|rst
tcp flags & syn == syn
tcp flags { syn, ack }
tcp flags vmap { syn : accept, syn|ack : drop }
tcp dport 22-80 accept
tcp dport >= 22 tcp dport <= 80 accept
tcp dport != 22-80 accept
tcp dport > 1024 accept
tcp dport { 22, 443, 80, 1000-2000 } accept
tcp dport { 0-21, 22-65535 } accept
tcp dport { 60000-65535 } accept
tcp dport { 0 } accept
tcp dport { 1-65535 } accept
tcp dport { 64-127, 10 } accept
tcp dport != { 22, 443 } accept
tcp dport != { 22-23, 443 } accept
tcp dport @ports accept
tcp dport != @ports accept
tcp dport vmap @verdicts
tcp dport vmap { 22 : jump sub, 80-90 : accept }
tcp dport vmap { 1-10 : drop, 11-20 : accept, 21 : continue }
tcp dport vmap { 22 : accept, * : drop }
tcp dport { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34, 36, 38, 40, 42, 44, 46, 48, 50 } accept
tcp dport { 22 comment "ssh", 80 } accept
tcp sport >= 1024 tcp dport 80 accept
tcp sport 1024-65535 tcp dport 80 accept
tcp dport 22 ip saddr 1.2.3.4 tcp sport 3 accept
tcp dport 22 tcp flags syn accept
tcp dport 22 tcp sequence 5 accept
tcp option maxseg size 1-500 drop
sctp dport 22 accept
udp sport 67 udp dport 68 accept
udp dport 53 udp length 10
udp length 10
udp length 10-20
udp dport 53 meta mark 1 ip saddr 1.2.3.4 accept
udplite dport 3 accept
th dport 53 accept
th sport 53 th dport 53 accept
@th,16,16 5 accept
ip saddr { 10.0.0.0/8, 192.168.1.1, 172.16.0.0-172.16.0.10 } accept
ip saddr { 0.0.0.0/0 } accept
ip saddr { 0.0.0.0/1, 255.255.255.255 } accept
ip saddr { 10.0.0.1, 9.0.0.1, 200.0.0.1 } drop
ip saddr vmap { 10.0.0.0/8 : accept, 192.168.0.0/16 : jump sub }
ip saddr 10.1.0.0/16 ip daddr 10.1.2.0/25 accept
ip saddr 10.1.0.0/16 ip daddr 10.1.0.0/16 accept
ip saddr 10.1.0.1 ip daddr 10.1.0.2 accept
ip saddr != 10.1.0.0/16 accept
ip saddr & 255.0.255.0 == 10.0.1.0 accept
ip saddr 0.0.0.0/1 accept
ip saddr 10.0.0.1-10.0.0.9
ip saddr 10.0.0.0-10.255.255.255
ip saddr != 10.0.0.1-10.0.0.9
ip saddr > 10.0.0.1
ip saddr @named accept
ip saddr != @named accept
ip saddr . tcp dport @pairs accept
ip saddr . tcp dport != @pairs accept
ip saddr . tcp dport { 10.0.0.1 . 22, 10.0.0.2 . 80 } accept
ip daddr 255.255.255.255 drop
ip protocol { tcp, udp } accept
ip protocol icmp accept
ip protocol != tcp accept
ip ttl 5
ip ttl < 5
ip ttl 1-5
ip length < 100 accept
ip dscp cs1 accept
ip6 saddr fe80::/10 accept
ip6 saddr fe80::1 accept
ip6 saddr fe00::/7 accept
ip6 saddr ::1 accept
ip6 saddr :: accept
ip6 saddr ::ffff:1.2.3.4 accept
ip6 saddr ::1.2.3.4 accept
ip6 saddr 2001:db8:0:0:1:0:0:1 accept
ip6 saddr 2001:0:0:1::1 accept
ip6 saddr { fe80::/10, fd00::1 } accept
ip6 daddr ff02::fb udp dport 5353 accept
ip6 hoplimit 1
ip6 saddr fd00::1 ip6 daddr fd00::2 tcp dport 22 accept
iifname "eth*" accept
iifname "a" accept
iifname "br-0a1b.2:3" accept
iifname != { "lo", "eth0" } accept
iifname { "abcdefghijklmno", "b", "zz", "aa" } accept
iifname "a" oifname "b" accept
iifname vmap { "lo" : accept, "a" : jump sub }
iifname . tcp dport { "lo" . 22 } accept
iif "lo" accept
iif != lo accept
iif { lo } accept
meta iifgroup 3 accept
meta mark 0x1 accept
meta mark != 0x1 accept
meta mark & 0xff == 0x1 accept
meta mark & 0xff != 0x1 accept
meta mark & 0x4000 == 0x4000 accept
meta mark & 0x4000 != 0 accept
meta mark & 0x4000 == 0 accept
meta mark & 0xffff0000 == 0x10000 accept
meta mark 1-5 accept
meta mark > 5 accept
meta mark { 1, 2, 0xff00 } accept
meta mark set 1
meta mark set meta mark or 0x1
meta mark set meta mark and 0xffff0000
meta mark set meta mark and 0xff
meta mark set meta mark xor 0x3
meta mark set (meta mark & 0xffff0000) | 0x5
meta mark set ct mark
meta mark set ct mark & 0xff
meta pkttype { broadcast, multicast } drop
meta pkttype host accept
meta pkttype != broadcast accept
meta length 200-1500 drop
meta length > 100 drop
meta length 100 drop
meta length { 100, 200 } drop
meta skuid 0 accept
meta iiftype ether accept
meta priority 1:2 accept
meta nftrace set 1
fib daddr type local accept
fib daddr . iif type { local, broadcast } drop
fib saddr . iif oif missing drop
fib saddr . iif oif exists accept
fib saddr . iif oif 0 drop
fib saddr type local drop
fib daddr type != local drop
fib daddr . mark . iif type local drop
fib daddr type vmap { local : accept, broadcast : drop }
ether saddr 00:11:22:33:44:55 accept
add @bad { ip saddr } drop
add @bad { ip saddr timeout 1m } drop
update @bad { ip saddr } drop
delete @bad { ip saddr } drop
tcp dport 22 add @bad { ip saddr limit rate over 10/second } drop
tcp dport 22 update @bad { ip saddr counter } drop
tcp dport 22 accept comment "hey you"
comment "only"
counter accept
counter comment "a 'b' \c"
ct state established ct mark 1 counter accept
goto sub
return
continue
jump sub
jump { accept; }
notrack
END
while read -r rule; do add "inet t pre $rule"; done <<'END'
tcp dport 80 dnat ip to 10.0.0.1:8080
tcp dport 80 dnat ip to 10.0.0.1
tcp dport 80 dnat ip to 10.0.0.1:80-90
tcp dport 80 dnat ip6 to [fd00::1]:80
tcp dport 80 dnat ip6 to fd00::1
tcp dport 80 dnat ip6 to [fd00::1-fd00::5]:80
tcp dport 80 dnat ip to 10.0.0.1 random
tcp dport 80 dnat to :80
tcp dport 80 redirect to :8080
tcp dport 80 redirect
tcp dport 80 redirect to :8080-8090
tcp dport 80 redirect to :8080 random
udp dport 80 dnat ip to 10.0.0.1-10.0.0.5
meta l4proto tcp dnat ip to 10.0.0.1:80
meta l4proto tcp redirect to :80
meta nfproto ipv4 dnat ip to 10.0.0.1
meta nfproto ipv4 tcp dport 80 dnat ip to 10.0.0.1
ip saddr 1.1.1.1 dnat to 10.0.0.1
ip6 daddr fd00::1 dnat to fd00::2
dnat ip to ip saddr map { 1.1.1.1 : 2.2.2.2 }
END
while read -r rule; do add "inet t post $rule"; done <<'END'
masquerade
meta nfproto ipv4 masquerade
oifname "e" masquerade random
ip saddr 10.0.0.0/8 snat to 1.2.3.4
ip saddr 10.0.0.0/8 snat to 1.2.3.4 persistent
tcp dport 1 masquerade to :1000-2000
END
while read -r rule; do add "ip f input $rule"; done <<'END'
ip protocol tcp tcp dport 22 accept
ip protocol tcp counter tcp dport 22 accept
ip protocol tcp ip saddr 1.2.3.4 tcp dport 22 accept
ip protocol icmp icmp type echo-request accept
ip protocol { tcp, udp } th dport 53 accept
ip protocol icmp accept
meta l4proto tcp ip saddr 1.2.3.4 tcp dport 22 accept
meta l4proto icmp accept
meta l4proto icmp icmp type echo-request accept
meta protocol ip accept
meta nfproto ipv4 accept
icmp type echo-request accept
reject
reject with icmp host-unreachable
reject with icmp admin-prohibited
tcp dport 1 reject with tcp reset
th dport 3 accept
@th,16,16 5 accept
tcp dport 80 notrack
ip saddr 10.0.0.1 tcp dport 22 accept
END
while read -r rule; do add "ip f pre $rule"; done <<'END'
tcp dport 80 dnat to 10.0.0.1:8080
dnat to 10.0.0.1-10.0.0.9
tcp dport { 80, 443 } redirect to :22
END
while read -r rule; do add "ip6 s input $rule"; done <<'END'
ip6 saddr fd00::/8 tcp dport 22 accept
ip6 nexthdr tcp tcp dport 22 accept
ip6 nexthdr ipv6-icmp accept
icmpv6 type echo-request accept
reject
reject with icmpv6 no-route
reject with icmpv6 admin-prohibited
meta l4proto tcp ip6 saddr fd00::1 tcp dport 22 accept
END
while read -r rule; do add "netdev n c $rule"; done <<'END'
ip saddr 1.2.3.4 drop
tcp dport 22 drop
ip saddr 1.2.3.4 tcp dport 22 drop
ip6 saddr fe80::1 drop
meta protocol ip drop
meta protocol != ip drop
meta protocol arp drop
meta protocol { ip, ip6 } drop
icmp type echo-request drop
meta nfproto ipv4 drop
ether saddr 00:11:22:33:44:55 drop
END
while read -r rule; do add "inet t input $rule"; done <<'END'
meta nfproto ipv4 counter reject with icmp host-unreachable
meta nfproto ipv6 tcp dport 22 reject with icmpv6 addr-unreachable
ip6 saddr fd00::1 reject with icmpv6 port-unreachable
ip saddr 1.1.1.1 counter reject with icmp port-unreachable
tcp flags & (syn|ack) != syn|ack drop
tcp flags & syn != syn drop
ct state & (new | invalid) != new drop
ct state & new == new drop
ct state & new != new drop
ct status & (snat|dnat) == dnat drop
meta mark set meta mark & 0xfffffff0
END
