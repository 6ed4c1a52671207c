# Written by hand, in the style of kube-proxy's mode iptables, with the kubelet's own chains: node ports lead to pods, and marks say what to drop
t=iptables-$style
for c in KUBE-EXTERNAL-SERVICES KUBE-FIREWALL KUBE-FORWARD KUBE-NODEPORTS KUBE-PROXY-FIREWALL KUBE-SERVICES KUBE-KUBELET-CANARY; do $t -N $c; done
for c in KUBE-SERVICES KUBE-NODEPORTS KUBE-MARK-MASQ KUBE-MARK-DROP KUBE-POSTROUTING KUBE-EXT-WEB KUBE-SVC-WEB KUBE-SEP-A KUBE-SEP-B KUBE-SVC-DNS KUBE-SEP-DNS KUBE-EXT-LB KUBE-FW-LB; do $t -t nat -N $c; done
$t -A INPUT -m conntrack --ctstate NEW -m comment --comment "kubernetes load balancer firewall" -j KUBE-PROXY-FIREWALL
$t -A INPUT -m comment --comment "kubernetes health check service ports" -j KUBE-NODEPORTS
$t -A INPUT -m conntrack --ctstate NEW -m comment --comment "kubernetes externally-visible service portals" -j KUBE-EXTERNAL-SERVICES
$t -A INPUT -j KUBE-FIREWALL
$t -A KUBE-EXTERNAL-SERVICES -p tcp -m comment --comment "shop/old has no endpoints" -m addrtype --dst-type LOCAL -m tcp --dport 8080 -j REJECT --reject-with icmp-port-unreachable
$t -A KUBE-EXTERNAL-SERVICES -d 198.51.100.9/32 -p tcp -m comment --comment "shop/gone has no endpoints" -m tcp --dport 22 -j DROP
$t -A KUBE-NODEPORTS -p tcp -m comment --comment "shop/web health check" -m tcp --dport 9000 -j ACCEPT
$t -A KUBE-FIREWALL ! -s 127.0.0.0/8 -d 127.0.0.0/8 -m comment --comment "block incoming localnet connections" -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP
$t -A KUBE-FIREWALL -m mark --mark 0x8000/0x8000 -j DROP
$t -t nat -A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
$t -t nat -A KUBE-MARK-DROP -j MARK --set-xmark 0x8000/0x8000
$t -t nat -A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000
$t -t nat -A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN
$t -t nat -A KUBE-POSTROUTING -j MASQUERADE --random-fully
$t -t nat -A POSTROUTING -j KUBE-POSTROUTING
$t -t nat -A KUBE-SERVICES -d 10.96.0.10/32 -p udp -m udp --dport 53 -j KUBE-SVC-DNS
$t -t nat -A KUBE-SERVICES -d 10.77.2.1/32 -p tcp -m tcp --dport 443 -j KUBE-EXT-LB
$t -t nat -A KUBE-SERVICES -m comment --comment "kubernetes service nodeports; NOTE: this must be the last rule in this chain" -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS
$t -t nat -A KUBE-NODEPORTS -p tcp -m comment --comment shop/web -m tcp --dport 80 -j KUBE-EXT-WEB
$t -t nat -A KUBE-EXT-WEB -m comment --comment "masquerade traffic for shop/web external destinations" -j KUBE-MARK-MASQ
$t -t nat -A KUBE-EXT-WEB -j KUBE-SVC-WEB
$t -t nat -A KUBE-SVC-WEB ! -s 10.244.0.0/16 -d 10.96.1.1/32 -p tcp -m tcp --dport 80 -j KUBE-MARK-MASQ
$t -t nat -A KUBE-SVC-WEB -m statistic --mode random --probability 0.5 -j KUBE-SEP-A
$t -t nat -A KUBE-SVC-WEB -j KUBE-SEP-B
$t -t nat -A KUBE-SEP-A -s 10.244.0.5/32 -j KUBE-MARK-MASQ
$t -t nat -A KUBE-SEP-A -p tcp -m tcp -j DNAT --to-destination 10.244.0.5:8080
$t -t nat -A KUBE-SEP-B -s 10.244.0.6/32 -j KUBE-MARK-MASQ
$t -t nat -A KUBE-SEP-B -p tcp -m tcp -j DNAT --to-destination 10.244.0.6:8080
$t -t nat -A KUBE-SVC-DNS -j KUBE-SEP-DNS
$t -t nat -A KUBE-SEP-DNS -p udp -m udp -j DNAT --to-destination 10.244.0.2:53
$t -t nat -A KUBE-EXT-LB -s 10.77.1.0/24 -j KUBE-SVC-WEB
$t -t nat -A KUBE-EXT-LB -j KUBE-MARK-DROP
