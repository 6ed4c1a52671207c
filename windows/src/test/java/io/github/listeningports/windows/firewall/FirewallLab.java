package io.github.listeningports.windows.firewall;

import com.sun.jna.Function;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.windows.api.Dll;
import io.github.listeningports.windows.api.TestRegistry;
import io.github.listeningports.windows.lab.WindowsMachine;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * A firewall policy in the registry of wine, under the keys of Windows, and {@code src/test/c/fwpolicy.c} in place of NetFwPolicy2, under its own class identifier.
 * The required service is one that wine runs. Closing it removes everything.
 */
public final class FirewallLab implements AutoCloseable {

    static final String LOCAL = "SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy";
    static final String GROUP = "SOFTWARE\\Policies\\Microsoft\\WindowsFirewall";
    public static final String RULES = LOCAL + "\\FirewallRules";

    public static final int DOMAIN = 1;
    public static final int PRIVATE = 2;
    public static final int PUBLIC = 4;

    public static final int NET_FW_RULE_CATEGORY_FIREWALL = 2;
    public static final int NET_FW_RULE_CATEGORY_CONSEC = 3;

    /** In the order of fwpolicy.c. */
    public enum Scenario {
        ANSWER,
        FAIL,
        NO_OBJECT,
        HANG
    }

    /** Random, because COM remembers the path of a class as long as its library is loaded. */
    private static final String POLICY_CLASS = new UUID(new Random().nextLong(), new Random().nextLong()).toString();

    private static final String CLASS_KEY = "SOFTWARE\\Classes\\CLSID\\{" + POLICY_CLASS + "}";

    private static final class Fake {
        static final Dll DLL = new Dll(WindowsMachine.fakeFirewallPolicy().toString());
        static final Function PLAY = DLL.function("play");
        static final Function ASKED = DLL.function("asked");
        static final Function WAITING = DLL.function("waiting");
        static final Function REGISTER = DLL.function("register_others");
    }

    private FirewallLab() {}

    /** The firewall on, without rules. */
    public static FirewallLab open() {
        TestRegistry.needsWine();
        TestRegistry.delete(LOCAL);
        TestRegistry.delete(GROUP);
        TestRegistry.create(RULES);
        for (String profile : List.of("DomainProfile", "StandardProfile", "PublicProfile")) {
            TestRegistry.set(LOCAL + "\\" + profile, "EnableFirewall", 1);
        }
        String server = CLASS_KEY + "\\InprocServer32";
        TestRegistry.set(server, "", WindowsMachine.fakeFirewallPolicy().toString());
        TestRegistry.set(server, "ThreadingModel", "Both");
        FirewallLab lab = new FirewallLab();
        lab.others(0);
        lab.play(Scenario.ANSWER, PRIVATE);
        return lab;
    }

    /** Sets the behaviour, and returns the number of objects that are not released. */
    public int play(Scenario scenario, int bits) {
        return Fake.PLAY.invokeInt(
                Dll.arguments(Arrays.asList(Scenario.values()).indexOf(scenario), bits));
    }

    int asked() {
        return Fake.ASKED.invokeInt(Dll.arguments());
    }

    public int waiting() {
        return Fake.WAITING.invokeInt(Dll.arguments());
    }

    /** In the order of fwpolicy.c: how a product tells what it takes over from Windows Firewall. */
    public enum Told {
        AS_VARIANTS,
        AS_NUMBERS,
        NOT,
        REFUSED,
        NO_ITEM,
        FROM_ONE
    }

    /** Sets the number of third-party products; below 0 the query fails. */
    public void others(int count) {
        others(count, Told.AS_VARIANTS, NET_FW_RULE_CATEGORY_FIREWALL);
    }

    public void others(int count, Told told, int category) {
        Fake.REGISTER.invokeVoid(
                Dll.arguments(count, Arrays.asList(Told.values()).indexOf(told), category));
    }

    public void rule(String id, String text) {
        TestRegistry.set(RULES, id, text);
    }

    public void rules(Map<String, String> rules) {
        rules.forEach(this::rule);
    }

    public FirewallTarget target() {
        return new FirewallTarget(List.of("Eventlog"), POLICY_CLASS, POLICY_CLASS);
    }

    FirewallProfileReader profiles(SnapshotRequest request) {
        return new FirewallProfileReader(target(), request.firewallTimeout(), System::nanoTime);
    }

    @Override
    public void close() {
        play(Scenario.ANSWER, PRIVATE);
        others(0);
        TestRegistry.delete(LOCAL);
        TestRegistry.delete(GROUP);
        TestRegistry.delete(CLASS_KEY);
    }
}
