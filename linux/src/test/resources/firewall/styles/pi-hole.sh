# Written by hand, as guides for Pi-hole with unbound have it: DNS and its web for the LAN only, DoH stopped, IPv6 by prefix
for t in iptables-$style ip6tables-$style; do
  $t -A INPUT -i lo -j ACCEPT
  $t -A INPUT -m state --state ESTABLISHED,RELATED -j ACCEPT
  case $t in iptables*) lan=10.77.2.0/24;; *) lan=fd00:77:2::/64;; esac
  $t -A INPUT -s $lan -p tcp -m multiport --dports 22,53,80 -m comment --comment pihole -j ACCEPT
  $t -A INPUT -s $lan -p udp -m multiport --dports 53,67,123 -j ACCEPT
  $t -A INPUT -p udp --dport 443 -j REJECT
  $t -A INPUT -p tcp --dport 443 -j REJECT --reject-with tcp-reset
  $t -A INPUT -p udp -m udp --dport 5353 -m pkttype --pkt-type multicast -j ACCEPT
  $t -P INPUT DROP
done
iptables-$style -A INPUT -i b0 -p udp --dport 1194 -j ACCEPT
iptables-$style -A INPUT -i b0 -p udp -m udp --dport 138 -j ACCEPT
