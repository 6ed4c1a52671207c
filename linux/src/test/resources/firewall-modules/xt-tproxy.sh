# Written by hand: a transparent proxy on port 8080 takes what is sent to port 80
# needs the target TPROXY: iptables-legacy -t mangle -A PREROUTING -p tcp -j TPROXY --on-port 8080
# expects RESTRICTED tcp,0.0.0.0,80 transparent proxy
# expects ALLOWED tcp,0.0.0.0,443
iptables-legacy -t mangle -A PREROUTING -p tcp --dport 80 -j TPROXY --on-port 8080 --tproxy-mark 1
