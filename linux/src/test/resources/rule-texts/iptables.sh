# Rules of all forms that iptables-save(8) prints, by iptables-$style, one by one: what a kernel lacks is left out.
ipset create bl hash:net
four=iptables-$style
six=ip6tables-$style
$four -N CH
$six -N CH
while read -r rule; do eval "$four -A INPUT $rule" 2>/dev/null || true; done <<'END'
-s 10.0.0.0/8 -i eth0 -p tcp -m tcp --dport 22 -j ACCEPT
! -s 10.0.0.1 ! -d 10.0.0.0/24 ! -i eth+ -p udp --sport 53 ! --dport 1:100 -j DROP
-p tcp --syn -j CH
-p tcp --tcp-flags SYN,ACK SYN -g CH
-p tcp ! --tcp-flags SYN,ACK,FIN NONE -j RETURN
-p tcp -m multiport --dports 22,80:90,443 -j ACCEPT
-p udp -m multiport ! --sports 22,80:90 -j ACCEPT
-p udp -m multiport --ports 22 -j ACCEPT
-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-m conntrack ! --ctstate INVALID,NEW,UNTRACKED,SNAT,DNAT -j ACCEPT
-m conntrack --ctstatus CONFIRMED --ctproto 6 -j ACCEPT
-m state --state NEW,INVALID,RELATED -j ACCEPT
-m state ! --state UNTRACKED -j ACCEPT
-m comment --comment "hello wor'ld" -j ACCEPT
-m comment --comment simple -j ACCEPT
-m comment --comment 'a"b\\c' -j ACCEPT
-p tcp --dport 1 -m comment --comment web -j ACCEPT
-m mark --mark 0x1 -j ACCEPT
-m mark ! --mark 0x1/0xff -j ACCEPT
-m connmark --mark 0x1/0xff -j ACCEPT
-m limit --limit 5/min -j LOG
-m limit --limit 5/sec --limit-burst 10 -j LOG --log-prefix "a b " --log-level 7 --log-uid
-m limit --limit 25/hour --limit-burst 5 -j RETURN
-m limit --limit 10/day
-m set --match-set bl src -j DROP
-m set ! --match-set bl src,dst -j DROP
-m addrtype --dst-type LOCAL,BROADCAST -j ACCEPT
-m addrtype ! --src-type LOCAL --limit-iface-in -j ACCEPT
-m iprange --src-range 10.0.0.1-10.0.0.9 -j ACCEPT
-m iprange ! --dst-range 10.0.0.1-10.0.0.9 -j ACCEPT
-m pkttype --pkt-type broadcast -j DROP
-m pkttype ! --pkt-type host -j DROP
-p icmp --icmp-type 8 -j ACCEPT
-p icmp --icmp-type 3/1 -j ACCEPT
-p icmp -j ACCEPT
-p icmp --icmp-type any -j ACCEPT
-j REJECT
-p tcp -j REJECT --reject-with tcp-reset
-j REJECT --reject-with icmp-host-prohibited
-p 99 -j ACCEPT
-p gre -j ACCEPT
! -p tcp -j ACCEPT
-m length --length 100:200 -j DROP
-m tcp -p tcp -j ACCEPT
-p sctp -j ACCEPT
-f -j DROP
-m recent --set --name x --rsource
-m recent --update --seconds 60 --hitcount 4 --name x --rsource -j DROP
-m hashlimit --hashlimit-upto 5/sec --hashlimit-burst 10 --hashlimit-mode srcip --hashlimit-name h -j ACCEPT
-m connlimit --connlimit-above 10 -j DROP
-j NFLOG --nflog-group 2 --nflog-prefix "x y"
-j NFQUEUE --queue-num 3 --queue-bypass
-m statistic --mode random --probability 0.5 -j DROP
-p tcp -m conntrack --ctstate NEW -m tcp --dport 22 -m comment --comment "z" -j ACCEPT
-m rpfilter --invert -j DROP
-i eth0 -p tcp -m tcp --dport 80 -m mark --mark 5 -m limit --limit 1/s -j CH
-i eth0 -o eth1 -j ACCEPT
-s 10.0.0.0/255.0.255.0 -j ACCEPT
-m comment --comment "two  spaces, and: signs=#%"
-p tcp --dport 1000: -j ACCEPT
-p tcp --sport :1000 -j ACCEPT
-p tcp --sport 1:2 ! --dport 3 --syn -j ACCEPT
-p udp --dport 0:65535 -j ACCEPT
-p tcp --tcp-flags ALL ALL -j DROP
-p tcp --tcp-option 5 -j DROP
-m limit --limit 60/min -j ACCEPT
-m limit --limit 100/min -j ACCEPT
-m limit --limit 7/sec -j ACCEPT
-m limit --limit 3/hour --limit-burst 1 -j ACCEPT
-m limit --limit 1000/sec -j ACCEPT
-m mark --mark 5 -m mark ! --mark 6
-p icmp ! --icmp-type 8 -j ACCEPT
! -f -j ACCEPT
-s 10.0.0.1 -d 10.0.0.2 -i lo -j ACCEPT
-s 0.0.0.0/1 -j ACCEPT
! -i + -j ACCEPT
-i br-0a.1:2 -j ACCEPT
-j LOG --log-prefix "[UFW BLOCK] "
-j LOG --log-prefix "IN=x'y"
-j LOG --log-level 1 --log-tcp-sequence --log-tcp-options --log-ip-options --log-uid --log-macdecode
-p tcp -m tcp --dport 22 -m conntrack --ctstate NEW -m recent --rcheck --seconds 5 --name "a.b" --rttl --rdest
-m conntrack --ctstatus NONE -j ACCEPT
-m conntrack ! --ctproto 6 -j ACCEPT
-m conntrack --ctdir ORIGINAL -j ACCEPT
-m addrtype --src-type UNICAST --dst-type LOCAL -j ACCEPT
-m addrtype --dst-type ANYCAST,MULTICAST,UNREACHABLE,PROHIBIT -j ACCEPT
-m pkttype --pkt-type multicast -j ACCEPT
-m length --length 5 -j ACCEPT
-m length --length :50 -j ACCEPT
-m length ! --length 50: -j ACCEPT
-m set --match-set bl dst -m set ! --match-set bl src
-m multiport -p tcp --ports 1,2 -m comment --comment x
-j QUEUE
-m ttl --ttl-eq 5
-m ttl ! --ttl-eq 5
-m ttl --ttl-lt 5
-m ttl --ttl-gt 5
-m conntrack --ctstate NEW --ctdir REPLY -j ACCEPT
END
while read -r rule; do eval "$six -A INPUT $rule" 2>/dev/null || true; done <<'END'
-s fd00::/8 -p tcp --dport 22 -j ACCEPT
-s fd00::1 -j ACCEPT
-s ::1 -j ACCEPT
-d ::ffff:1.2.3.4 -j ACCEPT
! -d fe80::/10 -j CH
-p ipv6-icmp -j ACCEPT
-p ipv6-icmp --icmpv6-type 128 -j ACCEPT
-p ipv6-icmp --icmpv6-type 1/4 -j ACCEPT
-p icmpv6 ! --icmpv6-type echo-reply -j ACCEPT
-m iprange --src-range fd00::1-fd00::9 -j ACCEPT
-j REJECT
-j REJECT --reject-with icmp6-adm-prohibited
-j REJECT --reject-with icmp6-no-route
-j REJECT --reject-with icmp6-addr-unreachable
-p tcp -j REJECT --reject-with tcp-reset
-m recent --set --name x --rsource
-m hl --hl-eq 255 -j ACCEPT
-m hl ! --hl-eq 255 -j ACCEPT
-m hl --hl-gt 5 -j ACCEPT
-m rt --rt-type 0 -j DROP
END
while read -r table rule; do eval "$four -t $table -A PREROUTING $rule" 2>/dev/null || true; done <<'END'
mangle -j MARK --set-xmark 1
mangle -j MARK --set-mark 0x5/0xff
mangle -j MARK --or-mark 0x5
mangle -j MARK --and-mark 0x5
mangle -j CONNMARK --save-mark
mangle -j CONNMARK --restore-mark --mask 0xff
mangle -j CONNMARK --set-mark 5
mangle -p tcp -j TPROXY --on-port 50 --on-ip 127.0.0.1 --tproxy-mark 1/1
mangle -p tcp -j TPROXY --on-port 50
mangle -p udp -j TPROXY --on-port 50 --tproxy-mark 7
mangle -j TTL --ttl-set 5
nat -p tcp --dport 80 -j DNAT --to-destination 10.0.0.1:8080
nat -p tcp --dport 80 -j DNAT --to-destination 10.0.0.1-10.0.0.5:80-90
nat -p tcp --dport 80 -j DNAT --to-destination :80
nat -p tcp --dport 80 -j DNAT --to-destination 10.0.0.1 --random
nat -p tcp --dport 80 -j DNAT --to-destination 10.0.0.1 --persistent
nat -p tcp --dport 80:90 -j DNAT --to-destination 10.0.0.1:100-110/80
nat -j DNAT --to-destination 10.0.0.1
nat -p tcp --dport 80 -j REDIRECT --to-ports 8080
nat -p tcp --dport 80 -j REDIRECT
nat -p tcp --dport 80 -j REDIRECT --to-ports 8080-9090 --random
nat -d 10.0.0.0/8 -j NETMAP --to 11.0.0.0/8
nat -m addrtype --dst-type LOCAL -j RETURN
raw -j NOTRACK
raw -j CT --notrack
raw -j CT --zone 5
raw -j CT --zone 5 --helper ftp
raw -p tcp --dport 21 -j CT --helper ftp
raw -j TRACE
raw -m rpfilter --invert -j DROP
raw -m rpfilter --loose --validmark --accept-local -j ACCEPT
END
while read -r table rule; do eval "$six -t $table -A PREROUTING $rule" 2>/dev/null || true; done <<'END'
nat -p tcp --dport 80 -j DNAT --to-destination [fd00::1]:8080
nat -p tcp --dport 80 -j DNAT --to-destination fd00::1
nat -p tcp --dport 80 -j DNAT --to-destination [fd00::1-fd00::9]:80-90
nat -p tcp --dport 80 -j DNAT --to-destination :80
nat -p tcp --dport 80 -j REDIRECT --to-ports 8080
mangle -p tcp -j TPROXY --on-port 50 --on-ip fd00::1 --tproxy-mark 1/1
END
