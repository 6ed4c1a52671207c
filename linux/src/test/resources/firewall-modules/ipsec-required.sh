# Written by hand: what comes from 10.77.1.0/24 must come in ESP
# needs IPsec policies: ip xfrm policy add src 10.0.0.1 dst 10.0.0.2 dir in action block
# expects RESTRICTED tcp,0.0.0.0,8080
# expects ALLOWED tcp,::,22,v6only
ip xfrm policy add src 10.77.1.0/24 dst 0.0.0.0/0 dir in tmpl proto esp mode transport
