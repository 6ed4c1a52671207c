# Written by hand: 10.77.1.2 really speaks ESP, which is required of it
# needs ESP with cbc(aes) and hmac(sha1): ip xfrm state add src 10.0.0.1 dst 10.0.0.2 proto esp spi 1 mode transport auth 'hmac(sha1)' 0x000102030405060708090a0b0c0d0e0f10111213 enc 'cbc(aes)' 0x000102030405060708090a0b0c0d0e0f
# expects RESTRICTED tcp,0.0.0.0,8080
key=0x000102030405060708090a0b0c0d0e0f10111213
for side in "" "$peer1"; do
  $side ip xfrm state add src 10.77.1.2 dst 10.77.1.1 proto esp spi 0x101 mode transport auth 'hmac(sha1)' $key enc 'cbc(aes)' 0x000102030405060708090a0b0c0d0e0f
  $side ip xfrm state add src 10.77.1.1 dst 10.77.1.2 proto esp spi 0x102 mode transport auth 'hmac(sha1)' $key enc 'cbc(aes)' 0x000102030405060708090a0b0c0d0e0f
done
ip xfrm policy add src 10.77.1.1 dst 10.77.1.2 dir out tmpl proto esp mode transport
ip xfrm policy add src 10.77.1.2 dst 10.77.1.1 dir in tmpl proto esp mode transport
$peer1 ip xfrm policy add src 10.77.1.2 dst 10.77.1.1 dir out tmpl proto esp mode transport
$peer1 ip xfrm policy add src 10.77.1.1 dst 10.77.1.2 dir in tmpl proto esp mode transport
