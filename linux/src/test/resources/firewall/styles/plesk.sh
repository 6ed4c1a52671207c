# Written by hand, in the style of Plesk's extension: all emptied first, policies that drop, then one rule a service, both families alike
for f in '' 6; do
  t=ip${f}tables-$style
  $t -F
  $t -X
  $t -P INPUT DROP
  $t -P FORWARD DROP
  $t -A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT
  $t -A INPUT -p tcp ! --syn -m state --state NEW -j REJECT --reject-with tcp-reset
  $t -A INPUT -m state --state INVALID -j DROP
  $t -A INPUT -i lo -j ACCEPT
  $t -A INPUT -p tcp --dport 8443 -j ACCEPT
  $t -A INPUT -p tcp --dport 80 -j ACCEPT
  $t -A INPUT -p tcp --dport 443 -j ACCEPT
done
iptables-$style -A INPUT -p tcp --dport 22 -s 10.77.2.0/24 -j ACCEPT
iptables-$style -A INPUT -p tcp --dport 22 -j DROP
iptables-$style -A INPUT -p tcp --dport 3306 -j DROP
ip6tables-$style -A INPUT -p udp --dport 53 -j ACCEPT
ip6tables-$style -A INPUT -p ipv6-icmp -j ACCEPT
iptables-$style -A INPUT -p udp --dport 53 -j DROP
iptables-$style -A INPUT -p icmp --icmp-type 8/0 -j ACCEPT
iptables-$style -A INPUT -j DROP
