# Seeds 1054, 1078 and 1098 of the generated rulesets: for untracked packets only the state is compared, not the protocol
t=iptables-$style
$t -t raw -A PREROUTING -p tcp --dport 443 -j NOTRACK
$t -A INPUT -p tcp -m conntrack --ctstate UNTRACKED,NEW --ctproto udp -j DROP
$t -A INPUT -p udp --dport 53 -m conntrack --ctstate UNTRACKED,NEW --ctproto tcp -j DROP
$t -A INPUT -p udp --dport 5353 -m conntrack --ctstate UNTRACKED,NEW --ctproto udp -j DROP
$t -A INPUT -m conntrack --ctstate UNTRACKED,NEW --ctproto tcp -j ACCEPT
$t -P INPUT DROP
