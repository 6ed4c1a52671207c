# Written by hand: rules that choose other tables for what is sent, not for what comes in
# needs policy routing: ip rule add from 10.0.0.1 lookup 100
# expects ALLOWED tcp,0.0.0.0,8080
ip route add default dev b0 table 100
ip rule add from 10.77.1.1 lookup 100
ip rule add fwmark 1 lookup 100
