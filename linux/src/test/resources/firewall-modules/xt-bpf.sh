# Written by hand: a program of classic BPF
# needs the match bpf: iptables-legacy -A INPUT -p tcp --dport 80 -m bpf --bytecode "1,6 0 0 1," 
# expects RESTRICTED tcp,0.0.0.0,80
iptables-legacy -A INPUT -p tcp --dport 80 -m bpf --bytecode "1,6 0 0 1," -j DROP
