# Written by hand, in the style of Proxmox VE's pve-firewall: a mark stands for "accepted" within a group, and a set for who may manage
ipset create PVEFW-0-management-v4 hash:net family inet
ipset add PVEFW-0-management-v4 10.77.1.0/24
ipset create PVEFW-0-management-v6 hash:net family inet6
ipset add PVEFW-0-management-v6 fd00:77:2::/64
for v in 4 6; do
  case $v in 4) t=iptables-$style;; 6) t=ip6tables-$style;; esac
  for c in PVEFW-INPUT PVEFW-HOST-IN PVEFW-Drop PVEFW-DropBroadcast PVEFW-SET-ACCEPT-MARK PVEFW-logflags PVEFW-reject PVEFW-tcpflags PVEFW-smurfs GROUP-web-IN; do $t -N $c; done
  $t -A INPUT -j PVEFW-INPUT
  $t -A PVEFW-SET-ACCEPT-MARK -j MARK --set-xmark 0x80000000/0x80000000
  $t -A PVEFW-logflags -j DROP
  $t -A PVEFW-tcpflags -p tcp -m tcp --tcp-flags FIN,SYN,RST,PSH,ACK,URG FIN,PSH,URG -g PVEFW-logflags
  $t -A PVEFW-tcpflags -p tcp -m tcp --tcp-flags SYN,RST SYN,RST -g PVEFW-logflags
  $t -A PVEFW-tcpflags -p tcp -m tcp --sport 0 --tcp-flags FIN,SYN,RST,ACK SYN -g PVEFW-logflags
  [ $v = 6 ] || $t -A PVEFW-reject -m addrtype --dst-type BROADCAST -j DROP
  $t -A PVEFW-reject -p tcp -j REJECT --reject-with tcp-reset
  $t -A PVEFW-reject -j REJECT
  $t -A PVEFW-DropBroadcast -m addrtype --dst-type MULTICAST -j DROP
  $t -A PVEFW-Drop -j PVEFW-DropBroadcast
  $t -A PVEFW-Drop -m conntrack --ctstate INVALID -j DROP
  $t -A PVEFW-Drop -p udp -m multiport --dports 135,445 -j DROP
  $t -A PVEFW-Drop -p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN -j DROP
  $t -A PVEFW-Drop -p udp -m udp --sport 53 -j DROP
  $t -A GROUP-web-IN -j MARK --set-xmark 0x0/0x80000000
  $t -A GROUP-web-IN -p tcp -m tcp --dport 80 -g PVEFW-SET-ACCEPT-MARK
  $t -A GROUP-web-IN -i b0 -p tcp -m tcp --dport 443 -g PVEFW-SET-ACCEPT-MARK
  $t -A PVEFW-INPUT -j PVEFW-HOST-IN
  $t -A PVEFW-HOST-IN -i lo -j ACCEPT
  $t -A PVEFW-HOST-IN -m conntrack --ctstate INVALID -j DROP
  $t -A PVEFW-HOST-IN -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
  $t -A PVEFW-HOST-IN -p tcp -j PVEFW-tcpflags
  $t -A PVEFW-HOST-IN -j GROUP-web-IN
  $t -A PVEFW-HOST-IN -m mark --mark 0x80000000/0x80000000 -j ACCEPT
  $t -A PVEFW-HOST-IN -p tcp -m set --match-set PVEFW-0-management-v$v src -m tcp --dport 8080 -j RETURN
  $t -A PVEFW-HOST-IN -p tcp -m set --match-set PVEFW-0-management-v$v src -m tcp --dport 22 -j RETURN
  $t -A PVEFW-HOST-IN -p udp -m udp --dport 5404:5405 -j RETURN
  $t -A PVEFW-HOST-IN -p udp -m udp --dport 9000 -j PVEFW-reject
  $t -A PVEFW-HOST-IN -j PVEFW-Drop
  $t -A PVEFW-HOST-IN -j DROP
done
