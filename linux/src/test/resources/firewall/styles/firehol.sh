# Written by hand, in the style of FireHOL: a chain for each interface and each service, source ports of clients, and a policy in its own words
t=iptables-$style
$t -N BLACKLIST.bi.1.in
$t -N in_world
$t -N in_world_ssh_s1
$t -N in_world_https_s2
$t -N in_lan
$t -N in_lan_dns_s3
$t -N in_lan_all_s4
$t -N pr_world_synflood
$t -A INPUT -i lo -m conntrack --ctstate ESTABLISHED,NEW,RELATED -j ACCEPT
$t -A INPUT -s 198.51.100.0/24 -j BLACKLIST.bi.1.in
$t -A INPUT -i a0 -j in_world
$t -A INPUT -i b0 -s 10.77.2.0/24 -j in_lan
$t -A INPUT -m conntrack --ctstate RELATED -j ACCEPT
$t -A INPUT -p tcp -m conntrack --ctstate ESTABLISHED -m tcp --tcp-flags ALL ACK,FIN -j ACCEPT
$t -A INPUT -m limit --limit 1/sec --limit-burst 5 -j LOG --log-prefix "IN-unknown:"
$t -A INPUT -j DROP
$t -A BLACKLIST.bi.1.in -j DROP
$t -A in_world -p tcp -m conntrack --ctstate NEW -m tcp --tcp-flags SYN,RST,ACK SYN -j pr_world_synflood
$t -A in_world -j in_world_ssh_s1
$t -A in_world -j in_world_https_s2
$t -A in_world -m conntrack --ctstate RELATED -j ACCEPT
$t -A in_world -j DROP
$t -A in_world_ssh_s1 -p tcp -m tcp --sport 1024:65535 --dport 22 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT
$t -A in_world_https_s2 -p tcp -m tcp --sport 1024:65535 --dport 443 -m conntrack --ctstate NEW,ESTABLISHED -m iprange ! --src-range 10.77.1.3-10.77.1.9 -j ACCEPT
$t -A in_lan -j in_lan_dns_s3
$t -A in_lan -s 10.77.2.3/32 -j in_lan_all_s4
$t -A in_lan -j REJECT --reject-with icmp-port-unreachable
$t -A in_lan_dns_s3 -p udp -m udp --dport 53 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT
$t -A in_lan_dns_s3 -p tcp -m tcp --dport 53 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT
$t -A in_lan_all_s4 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT
$t -A pr_world_synflood -m limit --limit 1000/sec --limit-burst 2000 -j RETURN
$t -A pr_world_synflood -j DROP
