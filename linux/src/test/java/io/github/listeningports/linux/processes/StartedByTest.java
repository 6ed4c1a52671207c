package io.github.listeningports.linux.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.Starter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What started a process, by its control group. */
class StartedByTest {

    private static final String ID = "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // path, process, started by
                "0::/system.slice/orders.service,java,systemd unit orders.service",
                "0::/system.slice/orders.service/worker,java,systemd unit orders.service",
                "1:name=systemd:/system.slice/orders.service,java,systemd unit orders.service",
                "0::/init.scope,systemd,-",
                "0::/user.slice/user-1000.slice/session-4.scope,node,login session 4",
                "0::/user.slice/user-0.slice/session-c1.scope,node,login session c1",
                "0::/user.slice/user-1000.slice/user@1000.service/app.slice/orders.service,java,systemd user unit orders.service",
                "0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-gnome-code-7.scope,node,systemd user unit app-gnome-code-7.scope",
                "0::/user.slice/user-1000.slice/user@1000.service/session-4.scope,node,systemd user unit session-4.scope",
                "0::/user.slice/user-1000.slice/user@1000.service/init.scope,systemd,systemd unit user@1000.service",
                "0::/user.slice/user-1000.slice/user@1000.service,systemd,systemd unit user@1000.service",
                "0::/user.slice/user-0.slice/user@0.service/app.slice/orders.service,java,systemd user unit orders.service",
                "0::/user@1000.service/app.slice/orders.service,java,systemd user unit orders.service",
                "0::/system.slice/user@web.service/orders.service,java,systemd unit orders.service",
                "0::/system.slice/user@.service/orders.service,java,systemd unit orders.service",
                "0::/user.slice/session-.scope,node,systemd unit session-.scope",
                "0::/system.slice/cron.service,cron,systemd unit cron.service",
                "0::/system.slice/cron.service,python3,job of cron.service",
                "0::/system.slice/crond.service,crond,systemd unit crond.service",
                "0::/system.slice/crond.service,backup.sh,job of crond.service",
                "0::/system.slice/docker-ID.scope,postgres,container ID",
                "0::/docker/ID,postgres,container ID",
                "0::/docker/ID/system.slice/cron.service,backup.sh,container ID",
                "0::/lxc.payload.web/system.slice/nginx.service,nginx,container web",
                "0::/system.slice/docker.service,docker-proxy,systemd unit docker.service",
                "0::/,java,-",
                "4:memory:/other,java,-",
            })
    void whatTheControlGroupTells(String row, String process, String starter) {
        Cgroup cgroup = CgroupParser.parse(row.replace("ID", ID).getBytes(StandardCharsets.UTF_8));

        assertEquals(
                Optional.ofNullable(starter).map(text -> text.replace("ID", ID)),
                cgroup.startedBy(process).map(Starter::toString));
    }
}
