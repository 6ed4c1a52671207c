# Written by hand, to attack: marks that are saved and restored with masks, as by the rules of clouds and of hosts with two uplinks
t=iptables-$style
$t -t mangle -A PREROUTING -p tcp --dport 22 -j CONNMARK --set-xmark 0x102/0xffffffff
$t -t mangle -A PREROUTING -p tcp --dport 80 -j MARK --set-xmark 0x8003/0xffffffff
$t -t mangle -A PREROUTING -p tcp --dport 443 -j CONNMARK --set-xmark 0x8000/0x8000
$t -t mangle -A PREROUTING -j CONNMARK --restore-mark --nfmask 0xff --ctmask 0xff
$t -t mangle -A PREROUTING -p tcp --dport 80 -j CONNMARK --save-mark --nfmask 0xf000 --ctmask 0xf000
$t -A INPUT -m mark --mark 0x8000/0x8000 -j DROP
$t -A INPUT -p tcp -m connmark --mark 0x8000/0x8000 -j DROP
$t -A INPUT -p tcp -m mark --mark 0x2/0xff -j DROP
