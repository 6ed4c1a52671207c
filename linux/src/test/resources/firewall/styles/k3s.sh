# Written by hand, in the style of K3s: kube-router's network policies before the host's own rules, flannel's chains, a load balancer that sends to a pod
t=iptables-$style
ipset create kube-router-local-pods hash:ip timeout 0
ipset add kube-router-local-pods 10.42.0.5
for c in KUBE-ROUTER-INPUT KUBE-ROUTER-FORWARD FLANNEL-FWD KUBE-NWPLCY-DEFAULT KUBE-POD-FW-X; do $t -N $c; done
$t -A INPUT -m comment --comment "kube-router netpol - 4IA2OSFRMVNDXBVV" -j KUBE-ROUTER-INPUT
$t -A KUBE-ROUTER-INPUT -d 10.43.0.0/16 -m comment --comment "allow traffic to primary/secondary cluster IP range" -j RETURN
$t -A KUBE-ROUTER-INPUT -p tcp -m comment --comment "allow LOCAL TCP traffic to node ports" -m addrtype --dst-type LOCAL -m multiport --dports 30000:32767 -j RETURN
$t -A KUBE-ROUTER-INPUT -p udp -m comment --comment "allow LOCAL UDP traffic to node ports" -m addrtype --dst-type LOCAL -m multiport --dports 30000:32767 -j RETURN
$t -A KUBE-ROUTER-INPUT -d 10.42.0.5/32 -j KUBE-POD-FW-X
$t -A KUBE-ROUTER-INPUT -s 10.42.0.5/32 -j KUBE-POD-FW-X
$t -A KUBE-POD-FW-X -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
$t -A KUBE-POD-FW-X -m mark ! --mark 0x10000/0x10000 -m limit --limit 10/min --limit-burst 10 -j NFLOG --nflog-group 100
$t -A KUBE-POD-FW-X -m mark ! --mark 0x10000/0x10000 -j REJECT
$t -A KUBE-POD-FW-X -j MARK --set-xmark 0x0/0x10000
$t -A INPUT -m mark --mark 0x20000/0x20000 -j ACCEPT
$t -A INPUT -s 10.42.0.0/16 -j ACCEPT
$t -A INPUT -s 10.77.2.0/24 -p tcp -m tcp --dport 9000 -j ACCEPT
$t -A INPUT -p tcp -m tcp --dport 9000 -j DROP
$t -A INPUT ! -i flannel.1 -p udp -m udp --dport 9000 -j DROP
$t -t nat -N CNI-HOSTPORT-DNAT
$t -t nat -N CNI-HOSTPORT-SETMARK
$t -t nat -N CNI-DN-traefik
$t -t nat -A PREROUTING -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT
$t -t nat -A CNI-HOSTPORT-SETMARK -j MARK --set-xmark 0x2000/0x2000
$t -t nat -A CNI-HOSTPORT-DNAT -p tcp -m multiport --dports 80,443 -j CNI-DN-traefik
$t -t nat -A CNI-DN-traefik -s 10.42.0.0/24 -p tcp -m tcp --dport 80 -j CNI-HOSTPORT-SETMARK
$t -t nat -A CNI-DN-traefik -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.42.0.5:80
$t -t nat -A CNI-DN-traefik -p tcp -m tcp --dport 443 -j DNAT --to-destination 10.42.0.5:443
