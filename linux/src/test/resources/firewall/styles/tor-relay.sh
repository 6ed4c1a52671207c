# Written by hand, in the style of the scripts that protect Tor relays: in mangle, by set, hashlimit and connlimit, for one address and port
t=iptables-$style
ipset create allow-list hash:ip
ipset add allow-list 10.77.2.2
ipset create tor-ddos hash:ip family inet hashsize 4096 timeout 43200
ipset add tor-ddos 10.77.1.3
ipset create dual-or hash:ip
ipset add dual-or 10.77.2.3
$t -t mangle -A PREROUTING -p tcp -m set --match-set allow-list src -j ACCEPT
$t -t mangle -A PREROUTING -p tcp --destination 10.77.1.1 --dport 9000 -m set --match-set tor-ddos src -j DROP
$t -t mangle -A PREROUTING -p tcp --syn --destination 10.77.1.1 --dport 9000 -m hashlimit --hashlimit-name tor-or --hashlimit-mode srcip --hashlimit-srcmask 32 --hashlimit-above 300/sec --hashlimit-burst 500 --hashlimit-htable-expire 30000 -j SET --add-set tor-ddos src --exist
$t -t mangle -A PREROUTING -p tcp --syn --destination 10.77.1.1 --dport 9000 -m connlimit --connlimit-mask 32 --connlimit-above 200 -j DROP
$t -A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT
$t -A INPUT -p tcp --dport 22 -m set --match-set dual-or src -j DROP
$t -A INPUT -p tcp -m multiport --dports 22,443,9000 -j ACCEPT
$t -A INPUT -m state --state INVALID -j DROP
$t -P INPUT DROP
