# Written by hand: a filter of tc that drops what goes out
# needs tc flower: ip link add x0 type dummy && tc qdisc add dev x0 clsact && tc filter add dev x0 egress protocol ip flower ip_proto udp dst_port 80 action drop
# expects ALLOWED tcp,0.0.0.0,8080
tc qdisc add dev a0 clsact
tc filter add dev a0 egress protocol ip flower ip_proto udp dst_port 9999 action drop
