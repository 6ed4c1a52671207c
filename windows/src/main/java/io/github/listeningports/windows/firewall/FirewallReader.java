package io.github.listeningports.windows.firewall;

import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.spi.Deadline;
import io.github.listeningports.windows.api.NativeCode;
import io.github.listeningports.windows.api.ServiceApi;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Reads Windows Firewall: the rules from the registry, the active profiles from Windows.
 *
 * <p>INetFwMgr.IsPortAllowed is not called for a second opinion: it knows neither services nor pid 4, names no rule, sees the current profile only, and costs a call
 * into another process per listener. Where it disagreed, the reason would remain unknown.
 */
public final class FirewallReader {

    /** A changed link, and an address that an interface got, is seen at most this late. */
    private static final Duration AGE = FirewallProfileReader.AGE;

    private final FirewallTarget target;
    private final ServiceApi services;
    private final FirewallPolicyReader policies;
    private final FirewallProfileReader profiles;
    private final ProgramPaths paths;
    private final LocalSubnetReader subnets;
    private final LongSupplier nanoTime;
    private long linksSince;

    public FirewallReader(
            SnapshotRequest request,
            NativeCode code,
            FirewallTarget target,
            ProgramPaths paths,
            LongSupplier nanoTime) {
        this.target = target;
        this.paths = paths;
        this.nanoTime = nanoTime;
        linksSince = nanoTime.getAsLong();
        subnets = new LocalSubnetReader(AGE, nanoTime);
        services = code.services();
        policies = new FirewallPolicyReader(code.registry());
        profiles = new FirewallProfileReader(target, request.firewallTimeout(), nanoTime);
    }

    /** The firewall as it is now, if it can be read before the deadline. */
    public FirewallLook look(Deadline deadline) {
        if (deadline.isOver()) {
            return FirewallLook.failed(deadline.reason());
        }
        if (nanoTime.getAsLong() - linksSince > AGE.toNanos()) {
            paths.forgetLinks();
            linksSince = nanoTime.getAsLong();
        }
        try {
            for (String service : target.services()) {
                if (!services.isRunning(service)) {
                    return FirewallLook.failed("the service " + service
                            + " is not running, so the rules of Windows Firewall are not in force");
                }
            }
            FirewallPolicy policy = policies.read();
            FirewallProfileReader.Answer answer = profiles.read(deadline);
            if (answer.otherFirewall().isPresent()) {
                // Then some or all rules of Windows Firewall are not enforced (FW_ENFORCEMENT_STATE_CATEGORY_OFF,
                // MS-FASP 2.2.27).
                return FirewallLook.failed(answer.otherFirewall().get());
            }
            return FirewallLook.examined(
                    new FirewallEvaluator(policy, answer.profiles(), answer.failure(), paths, subnets),
                    answer.failure());
        } catch (IOException e) {
            return FirewallLook.failed(String.valueOf(e.getMessage()));
        }
    }
}
