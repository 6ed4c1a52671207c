# Written by hand, in the style of Istio's sidecar: all inbound TCP to the proxy's port, but for its own and the excluded ones
t=iptables-$style
for c in ISTIO_INBOUND ISTIO_IN_REDIRECT ISTIO_OUTPUT ISTIO_REDIRECT; do $t -t nat -N $c; done
$t -t nat -A PREROUTING -p tcp -j ISTIO_INBOUND
$t -t nat -A ISTIO_INBOUND -p tcp -m tcp --dport 22 -j RETURN
$t -t nat -A ISTIO_INBOUND -p tcp -m tcp --dport 9000 -j RETURN
$t -t nat -A ISTIO_INBOUND -p tcp -j ISTIO_IN_REDIRECT
$t -t nat -A ISTIO_IN_REDIRECT -p tcp -j REDIRECT --to-ports 9000
$t -t nat -A OUTPUT -p tcp -j ISTIO_OUTPUT
$t -t nat -A ISTIO_OUTPUT -m owner --uid-owner 1337 -j RETURN
$t -t nat -A ISTIO_OUTPUT -d 127.0.0.1/32 -j RETURN
$t -t nat -A ISTIO_OUTPUT -j ISTIO_REDIRECT
$t -t nat -A ISTIO_REDIRECT -p tcp -j REDIRECT --to-ports 15001
ip6tables-$style -P INPUT DROP
