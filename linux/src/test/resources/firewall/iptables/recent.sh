# Written by hand, after ufw's limit and Debian wiki's use of recent
iptables-$style -A INPUT -p tcp --dport 22 -m conntrack --ctstate NEW -m recent --name ssh --set
iptables-$style -A INPUT -p tcp --dport 22 -m conntrack --ctstate NEW -m recent --name ssh --update --seconds 30 --hitcount 60 -j DROP
iptables-$style -A INPUT -p tcp --dport 80 -m recent --name web --set -j ACCEPT
iptables-$style -A INPUT -p tcp --dport 443 -m hashlimit --hashlimit-name h --hashlimit-above 100/sec --hashlimit-mode srcip -j DROP
iptables-$style -A INPUT -p tcp --dport 8080 -j ACCEPT
iptables-$style -A INPUT -p tcp -m connlimit --connlimit-above 10 -j REJECT --reject-with tcp-reset
