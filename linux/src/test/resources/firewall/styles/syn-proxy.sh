# Written by hand, as guides against floods have it: SYNPROXY with connections that begin with a SYN only; one port whose connections the rules then drop, one without
echo 0 > /proc/sys/net/netfilter/nf_conntrack_tcp_loose
for t in iptables-$style ip6tables-$style; do
  $t -t raw -A PREROUTING -p tcp -m multiport --dports 80,443,8080 --syn -j CT --notrack
  $t -A INPUT -i a0 -p tcp --dport 443 -j DROP
  $t -A INPUT -p tcp -m multiport --dports 80,443,8080 -m conntrack --ctstate INVALID,UNTRACKED -j SYNPROXY --sack-perm --timestamp --wscale 7 --mss 1460
  $t -A INPUT -m conntrack --ctstate INVALID -j DROP
  $t -A INPUT -i lo -p tcp --dport 8080 -j DROP
  $t -A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT
  $t -A INPUT -i lo -j ACCEPT
  $t -A INPUT -p tcp --dport 80 -j ACCEPT
  $t -A INPUT -p udp -j ACCEPT
  $t -P INPUT DROP
done
