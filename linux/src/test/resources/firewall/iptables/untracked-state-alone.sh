# Written by hand: of what is not tracked only the state is compared, whatever else the match asks for
iptables-$style -t raw -A PREROUTING -p tcp -j NOTRACK
iptables-$style -A INPUT -p tcp --dport 22 -m conntrack --ctstate UNTRACKED --ctproto udp -j DROP
iptables-$style -A INPUT -p tcp --dport 80 -m conntrack --ctstate UNTRACKED --ctorigsrc 1.2.3.4 -j DROP
iptables-$style -A INPUT -p tcp --dport 443 -m conntrack ! --ctstate NEW --ctdir REPLY -j DROP
iptables-$style -A INPUT -p tcp --dport 8080 -m conntrack --ctstate UNTRACKED --ctdir REPLY -j ACCEPT
iptables-$style -A INPUT -p tcp --dport 8080 -j DROP
iptables-$style -A INPUT -p tcp --dport 9000 -m conntrack --ctstate NEW,UNTRACKED --ctstatus SEEN_REPLY -j DROP
iptables-$style -A INPUT -p udp --dport 53 -m conntrack --ctstate NEW --ctproto udp -j ACCEPT
iptables-$style -A INPUT -p udp --dport 5353 -m conntrack --ctstate NEW --ctdir REPLY -j ACCEPT
iptables-$style -A INPUT -p udp -j DROP
