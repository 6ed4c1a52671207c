# Written by hand: without a policy nothing comes in
# needs a default IPsec policy: ip xfrm policy setdefault in block
# expects BLOCKED tcp,0.0.0.0,8080
# expects BLOCKED tcp,::,22,v6only
ip xfrm policy setdefault in block
