# Written by hand: only what came in ESP is accepted
# needs ESP with cbc(aes) and hmac(sha1): ip xfrm state add src 10.0.0.1 dst 10.0.0.2 proto esp spi 1 mode transport auth 'hmac(sha1)' 0x000102030405060708090a0b0c0d0e0f10111213 enc 'cbc(aes)' 0x000102030405060708090a0b0c0d0e0f
# needs the match policy: iptables-legacy -A INPUT -m policy --dir in --pol ipsec -j ACCEPT
# expects RESTRICTED tcp,0.0.0.0,8080
# expects RESTRICTED tcp,10.77.1.1,3306
key=0x000102030405060708090a0b0c0d0e0f10111213
for side in "" "$peer1"; do
  $side ip xfrm state add src 10.77.1.2 dst 10.77.1.1 proto esp spi 0x101 mode transport auth 'hmac(sha1)' $key enc 'cbc(aes)' 0x000102030405060708090a0b0c0d0e0f
  $side ip xfrm state add src 10.77.1.1 dst 10.77.1.2 proto esp spi 0x102 mode transport auth 'hmac(sha1)' $key enc 'cbc(aes)' 0x000102030405060708090a0b0c0d0e0f
done
ip xfrm policy add src 10.77.1.1 dst 10.77.1.2 dir out tmpl proto esp mode transport
ip xfrm policy add src 10.77.1.2 dst 10.77.1.1 dir in tmpl proto esp mode transport
$peer1 ip xfrm policy add src 10.77.1.2 dst 10.77.1.1 dir out tmpl proto esp mode transport
$peer1 ip xfrm policy add src 10.77.1.1 dst 10.77.1.2 dir in tmpl proto esp mode transport

iptables-legacy -A INPUT -p esp -j ACCEPT
iptables-legacy -A INPUT -m policy --dir in --pol ipsec -j ACCEPT
iptables-legacy -P INPUT DROP
