# Written by hand, in the style of kube-proxy's mode ipvs: sets of cluster addresses and node ports, and a firewall by set
t=iptables-$style
ipset create KUBE-CLUSTER-IP hash:ip,port
ipset add KUBE-CLUSTER-IP 10.96.0.1,tcp:443
ipset create KUBE-NODE-PORT-TCP bitmap:port range 0-65535
ipset add KUBE-NODE-PORT-TCP 8080
ipset create KUBE-HEALTH-CHECK-NODE-PORT bitmap:port range 0-65535
ipset add KUBE-HEALTH-CHECK-NODE-PORT 9000
ipset create KUBE-LOAD-BALANCER-FW hash:ip,port
ipset add KUBE-LOAD-BALANCER-FW 10.77.1.1,tcp:443
ipset create KUBE-LOAD-BALANCER-SOURCE-CIDR hash:ip,port,net
ipset add KUBE-LOAD-BALANCER-SOURCE-CIDR 10.77.1.1,tcp:443,10.77.2.0/24
ipset create KUBE-LOOP-BACK hash:ip,port,ip
for c in KUBE-FIREWALL KUBE-FORWARD KUBE-NODE-PORT KUBE-PROXY-FIREWALL KUBE-SOURCE-RANGES-FIREWALL KUBE-IPVS-FILTER; do $t -N $c; done
for c in KUBE-SERVICES KUBE-LOAD-BALANCER KUBE-MARK-MASQ KUBE-NODE-PORT KUBE-POSTROUTING; do $t -t nat -N $c; done
$t -A INPUT -m comment --comment "kubernetes ipvs access filter" -j KUBE-IPVS-FILTER
$t -A INPUT -m comment --comment "kube-proxy firewall rules" -j KUBE-PROXY-FIREWALL
$t -A INPUT -m comment --comment "kubernetes health check rules" -j KUBE-NODE-PORT
$t -A INPUT -j KUBE-FIREWALL
$t -A KUBE-FIREWALL -m mark --mark 0x8000/0x8000 -j DROP
$t -A KUBE-NODE-PORT -m set --match-set KUBE-HEALTH-CHECK-NODE-PORT dst -j ACCEPT
$t -A KUBE-PROXY-FIREWALL -m set --match-set KUBE-LOAD-BALANCER-FW dst,dst -j KUBE-SOURCE-RANGES-FIREWALL
$t -A KUBE-SOURCE-RANGES-FIREWALL -m set --match-set KUBE-LOAD-BALANCER-SOURCE-CIDR dst,dst,src -j RETURN
$t -A KUBE-SOURCE-RANGES-FIREWALL -j DROP
$t -A KUBE-IPVS-FILTER -m set --match-set KUBE-CLUSTER-IP dst,dst -j RETURN
$t -A KUBE-IPVS-FILTER -m conntrack --ctstate NEW -m set --match-set KUBE-NODE-PORT-TCP dst -j REJECT --reject-with icmp-port-unreachable
$t -t nat -A PREROUTING -j KUBE-SERVICES
$t -t nat -A KUBE-SERVICES -s 127.0.0.0/8 -j RETURN
$t -t nat -A KUBE-SERVICES -m addrtype --dst-type LOCAL -j KUBE-NODE-PORT
$t -t nat -A KUBE-SERVICES -m set --match-set KUBE-CLUSTER-IP dst,dst -j ACCEPT
$t -t nat -A KUBE-NODE-PORT -p tcp -m set --match-set KUBE-NODE-PORT-TCP dst -j KUBE-MARK-MASQ
$t -t nat -A KUBE-MARK-MASQ -j MARK --or-mark 0x4000
$t -t nat -A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN
$t -t nat -A KUBE-POSTROUTING -j MASQUERADE
$t -t nat -A POSTROUTING -j KUBE-POSTROUTING
