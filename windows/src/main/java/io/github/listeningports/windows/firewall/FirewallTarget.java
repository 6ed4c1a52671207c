package io.github.listeningports.windows.firewall;

import java.util.List;

/**
 * The firewall to query: Windows Firewall, or what stands in for it in a test.
 *
 * @param services the services that must be running
 * @param policyClass the class identifier of NetFwPolicy2
 * @param productsClass the class identifier of NetFwProducts
 */
public record FirewallTarget(List<String> services, String policyClass, String productsClass) {

    /** Without MpsSvc no rule is in force; without BFE nothing is filtered. */
    public static final FirewallTarget WINDOWS =
            new FirewallTarget(List.of("MpsSvc", "BFE"), FirewallComApi.POLICY_CLASS, FirewallComApi.PRODUCTS_CLASS);

    public FirewallTarget {
        services = List.copyOf(services);
    }
}
