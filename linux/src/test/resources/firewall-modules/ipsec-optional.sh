# Written by hand: ESP is not required
# needs IPsec policies: ip xfrm policy add src 10.0.0.1 dst 10.0.0.2 dir in action block
# expects ALLOWED tcp,0.0.0.0,8080
ip xfrm policy add src 0.0.0.0/0 dst 0.0.0.0/0 dir in tmpl proto esp mode transport level use
