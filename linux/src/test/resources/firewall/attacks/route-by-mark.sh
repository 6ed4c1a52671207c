# Written by hand, to attack: reverse-path tests by a mark, which leads elsewhere than without
ip route add blackhole default table 77
ip -6 route add blackhole default table 77
ip rule add fwmark 0x100/0xff00 table 77 priority 100
ip -6 rule add fwmark 0x100/0xff00 table 77 priority 100
iptables-$style -t mangle -A PREROUTING -p tcp --dport 22 -j MARK --set-mark 0x100
iptables-$style -t mangle -A PREROUTING -p tcp --dport 80 -j MARK --set-mark 0x100
iptables-$style -t mangle -A PREROUTING -p tcp --dport 80 -m rpfilter --invert -j DROP
iptables-$style -t mangle -A PREROUTING -p tcp --dport 80 -j ACCEPT
iptables-$style -t mangle -A PREROUTING -m rpfilter --validmark --invert -j DROP
nft -f - <<'END'
table inet t {
  chain pre {
    type filter hook prerouting priority -149; policy accept;
    udp dport 53 meta mark set 0x100
    udp dport 9000 meta mark set 0x100 fib saddr . iif oif missing drop
    fib saddr . mark . iif oif missing udp dport 53 drop
    fib saddr . mark oif exists tcp dport 443 accept
    tcp dport 443 drop
  }
}
END
