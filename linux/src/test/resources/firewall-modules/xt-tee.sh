# Written by hand: a copy is sent elsewhere
# needs the target TEE: iptables-legacy -t mangle -A PREROUTING -j TEE --gateway 10.0.0.1
# expects ALLOWED tcp,0.0.0.0,80
iptables-legacy -t mangle -A PREROUTING -p tcp --dport 80 -j TEE --gateway 10.77.2.2
