# Written by hand: half of all sources
# needs the match cluster: iptables-legacy -A INPUT -p tcp --dport 80 -m cluster --cluster-total-nodes 2 --cluster-local-node 1 --cluster-hash-seed 7 
# expects RESTRICTED tcp,0.0.0.0,80
iptables-legacy -A INPUT -p tcp --dport 80 -m cluster --cluster-total-nodes 2 --cluster-local-node 1 --cluster-hash-seed 7 -j DROP
