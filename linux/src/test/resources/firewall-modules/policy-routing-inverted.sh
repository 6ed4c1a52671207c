# Written by hand: a rule, before the table of local addresses, that refuses all that this machine does not send itself
# needs policy routing: ip rule add from 10.0.0.1 lookup 100
# expects RESTRICTED tcp,0.0.0.0,8080 priority 5
ip rule add pref 10 from all lookup local
ip rule add pref 5 not iif lo blackhole
ip rule del pref 0
