# Written by hand: a connection that has carried a megabyte
# needs the match connbytes: iptables-legacy -A INPUT -p tcp --dport 80 -m connbytes --connbytes 1000000: --connbytes-dir both --connbytes-mode bytes 
# expects ALLOWED tcp,0.0.0.0,80
iptables-legacy -A INPUT -p tcp --dport 80 -m connbytes --connbytes 1000000: --connbytes-dir both --connbytes-mode bytes -j DROP
