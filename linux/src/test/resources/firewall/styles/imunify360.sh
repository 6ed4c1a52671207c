# Written by hand, in the style of Imunify360 on cPanel: lists of sets, white before drop before gray, and the web of gray hosts to a captcha
t=iptables-$style
ipset create i360.ipv4.whitelist.static hash:net
ipset add i360.ipv4.whitelist.static 10.77.2.2
ipset create i360.ipv4.whitelist list:set
ipset add i360.ipv4.whitelist i360.ipv4.whitelist.static
ipset create i360.ipv4.blacklist.country hash:net
ipset add i360.ipv4.blacklist.country 10.77.1.3
ipset create i360.ipv4.drop.static hash:net timeout 0
ipset add i360.ipv4.drop.static 203.0.113.0/24
ipset create i360.ipv4.blacklist list:set
ipset add i360.ipv4.blacklist i360.ipv4.blacklist.country
ipset add i360.ipv4.blacklist i360.ipv4.drop.static
ipset create i360.ipv4.graylist hash:net timeout 600
ipset add i360.ipv4.graylist 10.77.2.3
ipset create i360.ipv4.input-ports-tcp bitmap:port range 0-65535
for p in 22 80 443 9000; do ipset add i360.ipv4.input-ports-tcp $p; done
for c in INPUT_imunify360 INPUT_imunify360_log_bl imunify360_log_gl; do $t -N $c; done
$t -A INPUT -j INPUT_imunify360
$t -A INPUT_imunify360 -i lo -j RETURN
$t -A INPUT_imunify360 -m mark --mark 0x3f00/0x3f00 -j RETURN
$t -A INPUT_imunify360 -m set --match-set i360.ipv4.whitelist src -j RETURN
$t -A INPUT_imunify360 -m set --match-set i360.ipv4.blacklist src -j INPUT_imunify360_log_bl
$t -A INPUT_imunify360 -p tcp -m conntrack --ctstate NEW -m tcp -m multiport --dports 22,3306 -m set --match-set i360.ipv4.graylist src -j imunify360_log_gl
$t -A INPUT_imunify360 -p tcp -m conntrack --ctstate NEW -m set ! --match-set i360.ipv4.input-ports-tcp dst -j DROP
$t -A INPUT_imunify360_log_bl -m limit --limit 10/min -j LOG --log-prefix "[IMUNIFY360_BL] "
$t -A INPUT_imunify360_log_bl -j DROP
$t -A imunify360_log_gl -j DROP
$t -t nat -N imunify360_webshield
$t -t nat -A PREROUTING -j imunify360_webshield
$t -t nat -A imunify360_webshield -p tcp -m tcp --dport 80 -m set ! --match-set i360.ipv4.whitelist src -m set --match-set i360.ipv4.graylist src -j REDIRECT --to-ports 8080
