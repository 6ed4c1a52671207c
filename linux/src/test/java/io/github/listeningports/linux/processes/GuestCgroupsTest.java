package io.github.listeningports.linux.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The units of a guest's own systemd are not this system's. */
class GuestCgroupsTest {

    private static final String ID = "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // path, unit, guest
                "0::/lxc.payload.web/system.slice/nginx.service,-,web",
                "0::/lxc.monitor.web,-,-",
                "1:name=systemd:/lxc/web/system.slice/nginx.service,-,web",
                "0::/lxc/101/ns/system.slice/nginx.service,-,101",
                "0::/lxc/101/ns/system.slice/docker-ID.scope,-,ID",
                "0::/system.slice/lxc@web.service/lxc.payload.web/init.scope,lxc@web.service,web",
                "0::/machine.slice/machine-web.scope/payload/system.slice/nginx.service,machine-web.scope,web",
                "0::/machine.slice/systemd-nspawn@web.service/payload/system.slice/nginx.service,systemd-nspawn@web.service,web",
                "0::/machine.slice/systemd-nspawn@web.service/supervisor,systemd-nspawn@web.service,-",
                "0::/machine.slice/machine-qemu\\x2d1\\x2dvm.scope/libvirt/emulator,machine-qemu\\x2d1\\x2dvm.scope,qemu-1-vm",
                "0::/qemu.slice/100.scope,100.scope,100",
                "0::/system.slice/docker-ID.scope/system.slice/nginx.service,docker-ID.scope,ID",
                "0::/docker/ID/system.slice/nginx.service,-,ID",
                "0::/machine.slice/libpod-ID.scope/container/system.slice/nginx.service,libpod-ID.scope,ID",
                "0::/system.slice/nginx.service,nginx.service,-",
                "0::/system.slice/machine-learning.service,machine-learning.service,-",
            })
    void unitAndGuestOfAControlGroup(String row, String unit, String guest) {
        Cgroup cgroup = CgroupParser.parse(row.replace("ID", ID).getBytes(StandardCharsets.UTF_8));

        assertEquals(Optional.ofNullable(unit).map(name -> name.replace("ID", ID)), cgroup.unit());
        assertEquals(Optional.ofNullable(guest).map(name -> name.replace("ID", ID)), cgroup.containerId());
    }

    @Test
    void theProcessOfAVirtualMachineBelongsToAUserOfTheHost() {
        assertEquals(false, hasOwnUsers("0::/qemu.slice/100.scope"));
        assertEquals(false, hasOwnUsers("0::/machine.slice/machine-qemu\\x2d1\\x2dvm.scope/libvirt/emulator"));
        assertEquals(true, hasOwnUsers("0::/lxc.payload.web/system.slice/nginx.service"));
        assertEquals(false, hasOwnUsers("0::/system.slice/nginx.service"));
    }

    private static boolean hasOwnUsers(String row) {
        return CgroupParser.parse(row.getBytes(StandardCharsets.UTF_8)).hasOwnUsers();
    }
}
