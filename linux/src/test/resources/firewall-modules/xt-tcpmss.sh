# Written by hand: a small MSS
# needs the match tcpmss: iptables-legacy -A INPUT -p tcp --dport 80 --tcp-flags SYN,RST SYN -m tcpmss --mss 1:500 
# expects RESTRICTED tcp,0.0.0.0,80
iptables-legacy -A INPUT -p tcp --dport 80 --tcp-flags SYN,RST SYN -m tcpmss --mss 1:500 -j DROP
