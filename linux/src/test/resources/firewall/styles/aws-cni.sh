# Written by hand, in the style of the Amazon VPC CNI: marks of the primary interface kept with the connection, SNAT chains that nothing inbound passes
t=iptables-$style
for c in AWS-SNAT-CHAIN-0 AWS-CONNMARK-CHAIN-0; do $t -t nat -N $c; done
$t -t mangle -A PREROUTING -i a0 -m comment --comment "AWS, primary ENI" -m addrtype --dst-type LOCAL --limit-iface-in -j CONNMARK --set-xmark 0x80/0x80
$t -t mangle -A PREROUTING -i eni+ -m comment --comment "AWS, primary ENI" -j CONNMARK --restore-mark --nfmask 0x80 --ctmask 0x80
$t -t nat -A PREROUTING -i eni+ -m comment --comment "AWS, outbound connections" -j AWS-CONNMARK-CHAIN-0
$t -t nat -A PREROUTING -m comment --comment "AWS, CONNMARK" -j CONNMARK --restore-mark --nfmask 0x80 --ctmask 0x80
$t -t nat -A AWS-CONNMARK-CHAIN-0 ! -d 10.77.0.0/16 -j CONNMARK --set-xmark 0x80/0x80
$t -t nat -A POSTROUTING -j AWS-SNAT-CHAIN-0
$t -t nat -A AWS-SNAT-CHAIN-0 -d 10.77.0.0/16 -j RETURN
$t -t nat -A AWS-SNAT-CHAIN-0 ! -o vlan+ -m addrtype ! --dst-type LOCAL -j SNAT --to-source 10.77.1.1 --random-fully
$t -A INPUT -m mark --mark 0x80/0x80 -p tcp --dport 22 -j ACCEPT
$t -A INPUT -p tcp --dport 22 -j REJECT --reject-with tcp-reset
$t -A INPUT -d 169.254.170.23/32 -j DROP
$t -A INPUT -m connmark --mark 0x80/0x80 -p tcp --dport 8080 -j DROP
