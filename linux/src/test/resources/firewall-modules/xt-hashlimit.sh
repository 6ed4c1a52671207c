# Written by hand: more than one an hour from an address
# needs the match hashlimit: iptables-legacy -A INPUT -p tcp --dport 80 -m hashlimit --hashlimit-name x --hashlimit-mode srcip --hashlimit-above 1/hour --hashlimit-burst 1 
# expects RESTRICTED tcp,0.0.0.0,80
iptables-legacy -A INPUT -p tcp --dport 80 -m hashlimit --hashlimit-name x --hashlimit-mode srcip --hashlimit-above 1/hour --hashlimit-burst 1 -j DROP
