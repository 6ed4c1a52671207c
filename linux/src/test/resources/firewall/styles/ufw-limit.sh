# Written by hand, in the style of ufw with "limit" and with routes for Docker: recent lists, user chains, and what is not local
t=iptables-$style
for c in ufw-before-input ufw-user-input ufw-after-input ufw-user-limit ufw-user-limit-accept ufw-not-local ufw-skip-to-policy-input ufw-logging-deny; do $t -N $c; done
$t -P INPUT DROP
$t -A INPUT -j ufw-before-input
$t -A INPUT -j ufw-after-input
$t -A ufw-before-input -i lo -j ACCEPT
$t -A ufw-before-input -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
$t -A ufw-before-input -m conntrack --ctstate INVALID -j ufw-logging-deny
$t -A ufw-before-input -m conntrack --ctstate INVALID -j DROP
$t -A ufw-before-input -p udp -m udp --sport 67 --dport 68 -j ACCEPT
$t -A ufw-before-input -j ufw-not-local
$t -A ufw-before-input -d 224.0.0.251/32 -p udp -m udp --dport 5353 -j ACCEPT
$t -A ufw-before-input -j ufw-user-input
$t -A ufw-not-local -m addrtype --dst-type LOCAL -j RETURN
$t -A ufw-not-local -m addrtype --dst-type MULTICAST -j RETURN
$t -A ufw-not-local -m addrtype --dst-type BROADCAST -j RETURN
$t -A ufw-not-local -m limit --limit 3/min --limit-burst 10 -j ufw-logging-deny
$t -A ufw-not-local -j DROP
$t -A ufw-logging-deny -m conntrack --ctstate INVALID -m limit --limit 3/min --limit-burst 10 -j RETURN
$t -A ufw-logging-deny -m limit --limit 3/min --limit-burst 10 -j LOG --log-prefix "[UFW BLOCK] "
$t -A ufw-user-input -p tcp -m tcp --dport 22 -m conntrack --ctstate NEW -m recent --set --name DEFAULT --mask 255.255.255.255 --rsource
$t -A ufw-user-input -p tcp -m tcp --dport 22 -m conntrack --ctstate NEW -m recent --update --seconds 30 --hitcount 6 --name DEFAULT --mask 255.255.255.255 --rsource -j ufw-user-limit
$t -A ufw-user-input -p tcp -m tcp --dport 22 -j ufw-user-limit-accept
$t -A ufw-user-input -s 10.77.2.0/24 -p tcp -m multiport --dports 80,443 -m comment --comment "'dapp_Nginx%20Full'" -j ACCEPT
$t -A ufw-user-input -i b0 -p udp -m udp --dport 53 -j ACCEPT
$t -A ufw-user-input -s 10.77.1.2/32 -j DROP
$t -A ufw-user-input -d 10.77.1.1/32 -p tcp -m tcp --dport 9000 -j REJECT --reject-with tcp-reset
$t -A ufw-user-input -p tcp -m tcp --dport 9000 -j ACCEPT
$t -A ufw-user-limit -m limit --limit 3/min -j LOG --log-prefix "[UFW LIMIT BLOCK] "
$t -A ufw-user-limit -j REJECT --reject-with icmp-port-unreachable
$t -A ufw-user-limit-accept -j ACCEPT
$t -A ufw-after-input -p udp -m udp --dport 137 -j ufw-skip-to-policy-input
$t -A ufw-after-input -p udp -m udp --dport 138 -j ufw-skip-to-policy-input
$t -A ufw-after-input -m addrtype --dst-type BROADCAST -j ufw-skip-to-policy-input
$t -A ufw-skip-to-policy-input -j DROP
