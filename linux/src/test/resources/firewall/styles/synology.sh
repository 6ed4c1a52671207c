# Written by hand, in the style of Synology's DSM: one chain for all rules, ports by multiport, and what no rule names is dropped per interface
t=iptables-$style
for c in DEFAULT_INPUT FORWARD_FIREWALL INPUT_FIREWALL DOS_PROTECT; do $t -N $c; done
$t -A INPUT -j DOS_PROTECT
$t -A INPUT -j INPUT_FIREWALL
$t -A INPUT -j DEFAULT_INPUT
$t -A DOS_PROTECT -i a0 -p icmp -m icmp --icmp-type 8 -m limit --limit 1/sec -j RETURN
$t -A DOS_PROTECT -i a0 -p icmp -m icmp --icmp-type 8 -j DROP
$t -A DOS_PROTECT -i a0 -p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK RST -m limit --limit 1/sec -j RETURN
$t -A DOS_PROTECT -i a0 -p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK RST -j DROP
$t -A DOS_PROTECT -i a0 -p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -m limit --limit 10000/sec --limit-burst 10000 -j RETURN
$t -A DOS_PROTECT -i a0 -p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j DROP
$t -A INPUT_FIREWALL -i lo -j ACCEPT
$t -A INPUT_FIREWALL -m state --state RELATED,ESTABLISHED -j ACCEPT
$t -A INPUT_FIREWALL -s 10.77.1.0/255.255.255.0 -p tcp -m multiport --dports 443,80,5001,5000 -j RETURN
$t -A INPUT_FIREWALL -i a0 -p udp -m multiport --dports 137,138 -j RETURN
$t -A INPUT_FIREWALL -i a0 -m iprange --src-range 10.77.1.2-10.77.1.2 -j RETURN
$t -A INPUT_FIREWALL -i a0 -j DROP
$t -A INPUT_FIREWALL -i b0 -p tcp -m tcp --dport 22 -j DROP
$t -A DEFAULT_INPUT -p tcp -m tcp --dport 9000 -j DROP
$t -A DEFAULT_INPUT -p tcp -m multiport --dports 3306 ! -s 10.77.1.2 -j DROP
