# Written by hand, to attack: destinations on loopback by NAT and by routing, addresses of the other side, and fib before and after
echo 1 > /proc/sys/net/ipv4/conf/all/route_localnet
nft -f - <<'END'
table inet t {
  chain pre {
    type nat hook prerouting priority dstnat; policy accept;
    ip daddr 10.77.1.1 tcp dport 80 dnat ip to 127.0.0.1:80
    iifname "b0" udp dport 53 dnat ip to 127.0.0.1
    tcp dport 443 dnat ip to 10.77.2.1
    ip6 daddr fd00:77:1::1 tcp dport 22 dnat ip6 to [fd00:77:2::1]:22
  }
  chain before {
    type filter hook prerouting priority raw; policy accept;
    fib daddr type != { local, broadcast, multicast } drop
    fib daddr . iif type != local tcp dport 9000 drop
    fib saddr oif 0 drop
    fib saddr . iif oifname "a0" udp dport 9000 drop
    fib daddr oifname "lo" accept
  }
  chain input {
    type filter hook input priority filter; policy drop;
    ip daddr 127.0.0.0/8 ct status dnat iifname "a0" accept
    fib daddr . iif type local tcp dport { 22, 443, 8080 } accept
    fib daddr type local fib saddr type unicast meta l4proto udp accept
    ct original ip daddr 10.77.2.1 tcp dport 443 accept
    ip6 daddr fd00:77:2::1 ct original ip6 daddr fd00:77:1::1 accept
    tcp dport 9000 accept
  }
}
END
