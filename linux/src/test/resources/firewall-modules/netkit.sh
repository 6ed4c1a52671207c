# Written by hand: a netkit device beside the others
# needs netkit: ip link add x0 type netkit
# expects ALLOWED tcp,0.0.0.0,8080
ip link add x0 type netkit
