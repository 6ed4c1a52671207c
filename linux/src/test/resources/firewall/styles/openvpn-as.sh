# Written by hand, in the style of OpenVPN Access Server: AS0 chains that pass marks along before anything else accepts
t=iptables-$style
for c in AS0_ACCEPT AS0_IN AS0_IN_POST AS0_IN_PRE AS0_WEBACCEPT; do $t -N $c; done
$t -t mangle -N AS0_MANGLE_PRE_REL_EST
$t -t mangle -N AS0_MANGLE_TUN
$t -t mangle -A PREROUTING -m state --state RELATED,ESTABLISHED -j AS0_MANGLE_PRE_REL_EST
$t -t mangle -A PREROUTING -i as0t+ -j AS0_MANGLE_TUN
$t -t mangle -A PREROUTING -i b0 -j AS0_MANGLE_TUN
$t -t mangle -A AS0_MANGLE_PRE_REL_EST -j ACCEPT
$t -t mangle -A AS0_MANGLE_TUN -j MARK --set-xmark 0x2000000/0xffffffff
$t -t mangle -A AS0_MANGLE_TUN -j ACCEPT
$t -A INPUT -m state --state RELATED,ESTABLISHED -j AS0_ACCEPT
$t -A INPUT -i lo -j AS0_ACCEPT
$t -A INPUT -m mark --mark 0x2000000/0x2000000 -j AS0_IN_PRE
$t -A INPUT -d 10.77.1.1/32 -p udp -m state --state NEW -m udp --dport 9000 -j AS0_ACCEPT
$t -A INPUT -p tcp -m state --state NEW -m tcp --dport 443 -j AS0_WEBACCEPT
$t -A INPUT -p tcp -m tcp --dport 22 -j ACCEPT
$t -P INPUT DROP
$t -A AS0_ACCEPT -j ACCEPT
$t -A AS0_WEBACCEPT -j ACCEPT
$t -A AS0_IN_PRE -d 10.77.2.0/24 -j AS0_IN
$t -A AS0_IN_PRE -d 192.168.0.0/16 -j AS0_IN
$t -A AS0_IN_PRE -j ACCEPT
$t -A AS0_IN -d 10.77.2.1/32 -p udp -j ACCEPT
$t -A AS0_IN -j AS0_IN_POST
$t -A AS0_IN_POST -j DROP
