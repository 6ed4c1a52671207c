# Written by hand: the table of local addresses is asked later
# needs policy routing: ip rule add from 10.0.0.1 lookup 100
# expects ALLOWED tcp,0.0.0.0,8080
ip rule add pref 100 from all lookup local
ip rule del pref 0
