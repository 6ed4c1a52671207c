# Written by hand, in the style of a UniFi gateway: user chains by network, sets of groups and addresses, the default rules last
t=iptables-$style
ipset create UBIOS4local_networks hash:net
ipset add UBIOS4local_networks 10.77.2.0/24
ipset create UBIOS4GUEST hash:ip
ipset add UBIOS4GUEST 10.77.2.3
ipset create UBIOS_web_ports bitmap:port range 0-65535
ipset add UBIOS_web_ports 80
ipset add UBIOS_web_ports 443
ipset create UBIOS_ADDRv4_a0 hash:ip
ipset add UBIOS_ADDRv4_a0 10.77.1.1
for c in UBIOS_INPUT_JUMP UBIOS_INPUT_USER_HOOK UBIOS_WAN_LOCAL_USER UBIOS_LAN_LOCAL_USER UBIOS_GUEST_LOCAL_USER ALIEN TOR; do $t -N $c; done
$t -A INPUT -j UBIOS_INPUT_JUMP
$t -A UBIOS_INPUT_JUMP -j UBIOS_INPUT_USER_HOOK
$t -A UBIOS_INPUT_USER_HOOK -i a0 -m comment --comment 00000001095216660480 -j UBIOS_WAN_LOCAL_USER
$t -A UBIOS_INPUT_USER_HOOK -i b0 -m set --match-set UBIOS4GUEST src -j UBIOS_GUEST_LOCAL_USER
$t -A UBIOS_INPUT_USER_HOOK -i b0 -j UBIOS_LAN_LOCAL_USER
$t -A UBIOS_WAN_LOCAL_USER -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN
$t -A UBIOS_WAN_LOCAL_USER -m conntrack --ctstate INVALID -j DROP
$t -A UBIOS_WAN_LOCAL_USER -p tcp -m set --match-set UBIOS_web_ports dst -m set --match-set UBIOS_ADDRv4_a0 dst -j RETURN
$t -A UBIOS_WAN_LOCAL_USER -p udp -m udp --dport 1194 -j RETURN
$t -A UBIOS_WAN_LOCAL_USER -j DROP
$t -A UBIOS_GUEST_LOCAL_USER -p udp -m udp --dport 53 -j RETURN
$t -A UBIOS_GUEST_LOCAL_USER -p tcp -m multiport --dports 8080,8843,8880 -j RETURN
$t -A UBIOS_GUEST_LOCAL_USER -m set --match-set UBIOS4local_networks dst -j REJECT
$t -A UBIOS_LAN_LOCAL_USER -j RETURN
