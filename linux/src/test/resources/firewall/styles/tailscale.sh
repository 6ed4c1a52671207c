# Written by hand, in the style of tailscaled: its own chain first, before a policy that drops
for f in '' 6; do
  t=ip${f}tables-$style
  $t -N ts-input
  $t -N ts-forward
  $t -t nat -N ts-postrouting
done
iptables-$style -A ts-input -s 100.100.1.7/32 -i lo -j ACCEPT
iptables-$style -A ts-input -s 100.115.92.0/23 ! -i tailscale0 -j RETURN
iptables-$style -A ts-input -s 10.77.2.0/24 ! -i a0 -j DROP
ip6tables-$style -A ts-input -s fd7a:115c:a1e0::1/128 -i lo -j ACCEPT
for t in iptables-$style ip6tables-$style; do
  $t -A ts-input -i a0 -j ACCEPT
  $t -A ts-input -p udp -m udp --dport 9000 -j ACCEPT
  $t -A ts-forward -i a0 -j MARK --set-xmark 0x40000/0xff0000
  $t -A ts-forward -m mark --mark 0x40000/0xff0000 -j ACCEPT
  $t -t nat -A ts-postrouting -m mark --mark 0x40000/0xff0000 -j MASQUERADE
  $t -A INPUT -j ts-input
  $t -P INPUT DROP
done
