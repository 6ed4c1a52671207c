# Written by hand: a policy that blocks one port
# needs IPsec policies: ip xfrm policy add src 10.0.0.1 dst 10.0.0.2 dir in action block
# expects ALLOWED tcp,0.0.0.0,8080
# expects BLOCKED tcp,0.0.0.0,80
ip xfrm policy add src 0.0.0.0/0 dst 0.0.0.0/0 proto tcp dport 80 dir in action block
