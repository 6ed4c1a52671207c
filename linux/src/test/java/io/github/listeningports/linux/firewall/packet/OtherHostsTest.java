package io.github.listeningports.linux.firewall.packet;

import io.github.listeningports.contract.OtherHostsContract;
import java.net.InetAddress;

class OtherHostsTest implements OtherHostsContract {

    @Override
    public boolean isOtherHost(InetAddress source) {
        byte[] address = source.getAddress();
        return LocalNetwork.NONE.otherHosts(address.length == 16).meets(IntervalSet.between(address, address));
    }
}
