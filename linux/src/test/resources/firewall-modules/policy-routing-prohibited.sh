# Written by hand: a rule, before the table of local addresses, that prohibits what comes in by a0
# needs policy routing: ip rule add from 10.0.0.1 lookup 100
# expects RESTRICTED tcp,0.0.0.0,8080
ip rule add pref 10 from all lookup local
ip rule add pref 5 iif a0 prohibit
ip rule del pref 0
