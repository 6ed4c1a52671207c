# Written by hand, in the style of NixOS' networking.firewall: own chains that the built-in one jumps to, and a check of the way back in mangle
for t in iptables-$style ip6tables-$style; do
  for c in nixos-fw-accept nixos-fw-refuse nixos-fw-log-refuse nixos-fw; do $t -N $c; done
  $t -A nixos-fw-accept -j ACCEPT
  $t -A nixos-fw-refuse -j DROP
  $t -A nixos-fw-log-refuse -p tcp --syn -j LOG --log-level info --log-prefix "refused connection: "
  $t -A nixos-fw-log-refuse -m pkttype ! --pkt-type unicast -j nixos-fw-refuse
  $t -A nixos-fw-log-refuse -j nixos-fw-refuse
  $t -t mangle -N nixos-fw-rpfilter
  $t -t mangle -A nixos-fw-rpfilter -m rpfilter --validmark --loose -j RETURN
  $t -t mangle -A nixos-fw-rpfilter -j DROP
  $t -t mangle -A PREROUTING -j nixos-fw-rpfilter
  $t -A nixos-fw -i lo -j nixos-fw-accept
  $t -A nixos-fw -m conntrack --ctstate ESTABLISHED,RELATED -j nixos-fw-accept
  $t -A nixos-fw -p tcp --dport 22 -j nixos-fw-accept
  $t -A nixos-fw -p tcp --dport 443 -j nixos-fw-accept -i b0
  $t -A nixos-fw -p udp --dport 5300:5400 -j nixos-fw-accept
  $t -A nixos-fw -j nixos-fw-log-refuse
  $t -A INPUT -j nixos-fw
done
iptables-$style -I nixos-fw 3 -p icmp --icmp-type echo-request -j nixos-fw-accept
