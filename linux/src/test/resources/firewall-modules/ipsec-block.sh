# Written by hand: a policy that blocks what comes in
# needs IPsec policies: ip xfrm policy add src 10.0.0.1 dst 10.0.0.2 dir in action block
# expects BLOCKED tcp,0.0.0.0,8080
# expects BLOCKED udp,0.0.0.0,53
# expects ALLOWED tcp,::,22,v6only
ip xfrm policy add src 0.0.0.0/0 dst 0.0.0.0/0 dir in action block
