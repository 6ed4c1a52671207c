# Written by hand: packets for a program that does not run
# needs the target NFQUEUE: iptables-legacy -A INPUT -j NFQUEUE --queue-num 5
# expects RESTRICTED tcp,0.0.0.0,80 queue
# expects RESTRICTED tcp,0.0.0.0,443 queue
# expects ALLOWED tcp,0.0.0.0,22
iptables-legacy -A INPUT -p tcp --dport 80 -j NFQUEUE --queue-num 5
iptables-legacy -A INPUT -p tcp --dport 443 -j NFQUEUE --queue-num 5 --queue-bypass
