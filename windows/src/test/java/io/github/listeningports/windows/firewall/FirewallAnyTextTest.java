package io.github.listeningports.windows.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.FirewallStatus;
import io.github.listeningports.FirewallVerdict;
import io.github.listeningports.lab.HostileTexts;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Any text as a rule: never an exception, and never a verdict firmer than the text. */
class FirewallAnyTextTest {

    private static final FirewallListener LISTENER =
            FirewallCase.listener("tcp 0.0.0.0 80 program=C:\\Windows\\System32\\svchost.exe; services=Web");

    private static final String PLAIN = "v2.31|Action=%s|Active=TRUE|Dir=In|Protocol=6|LPort=80|Name=Web|";

    /** Everything that a rule may contain and still allow all packets; anything else must make it less than ALLOWED. */
    private static final Pattern ALLOWS_ALL = Pattern.compile("(?i)v2\\.\\d{1,3}\\|((Action=Allow|Active=TRUE"
            + "|Dir=In|Profile=(Domain|Private|Public)|Protocol=0{0,2}6|LPort=([1-9]\\d*|[A-Z-]+)"
            + "|LPort2_10=([1-9]\\d*-\\d+|[A-Z]+)|LPort2_2[04]=[A-Z0-9]+|[LR]A[46]2?=[^|,]+|App=[^|]+|Svc=[^|]+|Name=[^|]+"
            + "|(Desc|EmbedCtxt)=[^|]*|(Edge|PCross)=(TRUE|FALSE)|Defer=(App|User)|(LSM|LOM|AuthByPassOut)=FALSE"
            + "|Platform=2:[0-6]:[0-9]*|Platform2=GTEQ)\\|)*");

    @Test
    void mutatedRulesOfRealForm() {
        Random random = new Random(20_26);
        List<String> rules =
                new ArrayList<>(FirewallCase.rules("default-windows.rules").values());
        rules.addAll(FirewallCase.rules("products.rules").values());
        rules.add(PLAIN.formatted("Allow"));
        rules.add(PLAIN.formatted("Block"));
        int allowed = 0;
        for (int i = 0; i < 30_000; i++) {
            String text = mutate(rules.get(random.nextInt(rules.size())), rules, random);
            FirewallStatus status = status(false, text);
            if (status.verdict() == FirewallVerdict.ALLOWED) {
                allowed++;
                assertTrue(mayAllowAll(text), () -> text + ": " + status);
            }
            FirewallStatus permissive = status(true, text);
            boolean blocks = text.contains("Action=Block")
                    || text.toLowerCase(Locale.ROOT).contains("=block");
            assertTrue(permissive.verdict() != FirewallVerdict.BLOCKED || blocks, () -> text + ": " + permissive);
        }
        assertTrue(allowed > 50, "allowed " + allowed);
    }

    @Test
    void textThatIsNoRule() {
        Random random = new Random(6);
        for (int i = 0; i < 20_000; i++) {
            char[] characters = new char[random.nextInt(80)];
            for (int k = 0; k < characters.length; k++) {
                characters[k] = random.nextInt(4) == 0
                        ? "v2.|=ActionAllowDirIn-/,:%".charAt(random.nextInt(24))
                        : (char) random.nextInt(random.nextBoolean() ? 128 : 0x1_0000);
            }
            String text = new String(characters);
            FirewallStatus status = status(false, text);
            assertEquals(FirewallVerdict.UNKNOWN, status.verdict(), () -> text + ": " + status);
        }
    }

    /** The same rule with an additional unknown key: what the rule decided becomes UNKNOWN. */
    @Test
    void anUnknownKeyNeverDecides() {
        Random random = new Random(31);
        for (int i = 0; i < 5_000; i++) {
            String key = key(random);
            for (String action : List.of("Allow", "Block")) {
                String plain = PLAIN.formatted(action);
                String text = plain + key + "=" + random.nextInt() + "|";
                boolean byDefault = action.equals("Block");
                assertEquals(
                        byDefault ? FirewallVerdict.BLOCKED : FirewallVerdict.ALLOWED,
                        status(byDefault, plain).verdict());
                FirewallStatus status = status(byDefault, text);
                assertEquals(FirewallVerdict.UNKNOWN, status.verdict(), () -> text + ": " + status);
                assertTrue(status.reason().contains(key), status::toString);
            }
        }
    }

    /** Whoever may add a rule chooses its name: the verdict is that of any name, and the reason is one line that forges nothing. */
    @Test
    void aNameThatForgesALine() {
        for (String name : HostileTexts.all()) {
            if (name.isBlank() || name.indexOf('|') >= 0) {
                continue; // no name, or another field
            }
            FirewallStatus status =
                    status(false, PLAIN.formatted("Allow").replace("Name=Web", "RA4=10.0.0.0/8|Name=" + name));

            assertEquals(FirewallVerdict.RESTRICTED, status.verdict(), status::toString);
            for (Object text : List.of(status, status.reason(), status.outcomes())) {
                assertTrue(HostileTexts.isHarmless(text.toString()), text::toString);
            }
        }
    }

    /** Every key of the grammar that narrows a rule makes it less than ALLOWED. */
    @Test
    void aRuleThatAKeyNarrowsIsNotAllowed() {
        for (String field : List.of(
                "RPort=80",
                "RPort2_10=1-2",
                "IF={1}",
                "IFType=Lan",
                "Security=Authenticate",
                "Security2=AnE-Nego",
                "Security2_9=An-NoEncap",
                "RMAuth=O:",
                "RUAuth=O:",
                "RMauth=O:",
                "LUAuth=O:",
                "LUAuth2_24=O:",
                "LUOwn=S-1-5-21-1",
                "SkipVer=2.10",
                "LOM=TRUE",
                "TTK=UPnP",
                "TTK2_22=WFDPrint",
                "NNm=x",
                "SecurityRealmId=x",
                "Platform=2:6:1",
                "Platform=1:4:0",
                "RA4=LocalSubnet",
                "RA42=IntrAnet",
                "RA4=10.0.0.0/8",
                "RA4=Moon",
                "LA4=192.0.2.1",
                "LA4=Moon",
                "Profile=Moon",
                "Protocol=abc",
                "App=%USERPROFILE%\\svchost.exe",
                "ICMP4=8:*",
                "LSM=TRUE",
                "AuthByPassOut=TRUE",
                "Edge=PERHAPS",
                "Defer=Later",
                "Name=Other",
                "RADynKey=x",
                "RA43=x",
                "LPort2_29=Moon",
                "IFType2_23=MobileBBand",
                "FQBN=x",
                "CompartmentId=2",
                "AppPkgId=S-1-0-0",
                "dir=Out",
                "Action=Block",
                "Action=Allow",
                "Active=TRUE",
                "Dir=In",
                "Dir=Out",
                "Active=FALSE",
                "Active=PERHAPS")) {
            String text = (field.startsWith("Protocol") ? PLAIN.replace("Protocol=6|", "") : PLAIN).formatted("Allow")
                    + field + "|";
            FirewallStatus status = status(false, text);
            assertTrue(
                    Set.of(FirewallVerdict.UNKNOWN, FirewallVerdict.RESTRICTED).contains(status.verdict()),
                    () -> text + ": " + status);
        }
    }

    /** The grammar does not define which of the two applies. */
    @Test
    void aRepeatedKeyNarrowsNothing() {
        for (String field : List.of(
                "Protocol=6",
                "Protocol=17",
                "App=C:\\x\\y.exe",
                "Svc=Other",
                "LUOwn=S-1-5-21-9",
                "AppPkgId=S-1-15-2-1",
                "PFN=x",
                "ACTIVE=FALSE",
                "Dir=In",
                "Active=TRUE")) {
            String key = field.substring(0, field.indexOf('='));
            String text = "v2.31|" + field + "|" + field + "|"
                    + PLAIN.formatted("Allow").substring("v2.31|".length());
            FirewallStatus status = status(false, text);
            assertEquals(FirewallVerdict.UNKNOWN, status.verdict(), () -> text + ": " + status);
            assertTrue(status.reason().contains(key), status::toString);
        }
    }

    /** Windows requires a name of the registry value, of fewer characters. */
    @Test
    void aValueWithoutANameOrWithALongOne() {
        for (String id : List.of("", "x".repeat(512))) {
            FirewallRule rule =
                    FirewallRuleParser.parse(id, PLAIN.formatted("Allow")).orElseThrow();
            assertEquals(1, rule.unknowns().size(), rule::toString);
        }
    }

    /** A later version may put more ports, addresses or profiles into a new key: the rule may then apply to this listener. */
    @Test
    void aKeyOfALaterVersionMayWidenARule() {
        for (String field : List.of(
                "LPort=81|LPort2_40=Moon",
                "LPort=80|RA6=2001:db8::/32|RA64=Moon",
                "LPort=80|LA4=192.0.2.1|LA42=Moon",
                "LPort=81|lport3=Moon",
                "LPort=81|LPort=",
                "LPort=81|LPort80",
                "LPort=80|RA6=2001:db8::/32|RADynKey={1}",
                "LPort=80|Profile=Public|Profile2=Moon")) {
            String text = "v2.40|Action=Allow|Active=TRUE|Dir=In|Protocol=6|" + field + "|Name=later|";
            FirewallStatus status = status(false, text);
            assertEquals(FirewallVerdict.UNKNOWN, status.verdict(), () -> text + ": " + status);
        }
    }

    @Test
    void anyAddressText() throws UnknownHostException {
        Random random = new Random(4);
        int parsed = 0;
        for (int i = 0; i < 50_000; i++) {
            AddressFamily family = random.nextBoolean() ? AddressFamily.IPV4 : AddressFamily.IPV6;
            String alphabet = family == AddressFamily.IPV4 ? "0123456789..-/" : "0123456789abcdef:::-/.";
            StringBuilder text = new StringBuilder(
                    random.nextBoolean() ? "" : family == AddressFamily.IPV4 ? "10.0.0.1" : "fe80::1");
            for (int k = random.nextInt(12); k > 0; k--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            Optional<AddressSet.Range> range = AddressParser.parse(family, text.toString());
            if (range.isPresent()) {
                parsed++;
                assertTrue(range.get().first().compareTo(range.get().last()) <= 0, text::toString);
                assertTrue(range.get().last().bitLength() <= (family == AddressFamily.IPV4 ? 32 : 128), text::toString);
            }
        }
        assertTrue(parsed > 500, "parsed " + parsed);
        assertEquals(
                AddressSet.number(InetAddress.getByName("10.0.0.255")),
                AddressParser.parse(AddressFamily.IPV4, "10.0.0.7/255.255.255.0")
                        .orElseThrow()
                        .last());
    }

    /** Exactly the IPv6 addresses that Java accepts, with the same values. */
    @Test
    void ipv6AsJavaReadsIt() {
        Random random = new Random(128);
        int addresses = 0;
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int parts = 1 + random.nextInt(9); parts > 0; parts--) {
                text.append(random.nextInt(8) == 0 ? "" : Integer.toHexString(random.nextInt(0x1_0000)));
                text.append(parts > 1 || random.nextInt(9) == 0 ? ":" : "");
            }
            text.append(random.nextInt(8) == 0 ? "1.2.3.4" : "");
            if (text.indexOf(":") < 0
                    || text.toString().toLowerCase(Locale.ROOT).startsWith("::ffff:")) {
                continue; // a name, or an IPv4 address to Java
            }
            Optional<BigInteger> expected = java(text.toString());
            addresses += expected.isPresent() ? 1 : 0;
            assertEquals(
                    expected,
                    AddressParser.parse(AddressFamily.IPV6, text.toString()).map(AddressSet.Range::first),
                    text::toString);
        }
        assertTrue(addresses > 1_000, "addresses " + addresses);
    }

    private static Optional<BigInteger> java(String literal) {
        try {
            byte[] bytes = InetAddress.getByName(literal).getAddress();
            return bytes.length == 16 ? Optional.of(new BigInteger(1, bytes)) : Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Whether nothing in the text keeps it from allowing all packets. */
    static boolean mayAllowAll(String text) {
        return ALLOWS_ALL.matcher(text).matches();
    }

    static FirewallStatus status(boolean allowsByDefault, String text) {
        FirewallPolicy.Settings settings =
                new FirewallPolicy.Settings(true, false, allowsByDefault, true, false, List.of());
        FirewallPolicy policy = new FirewallPolicy(
                Map.of(FirewallProfile.PRIVATE, settings),
                List.of(),
                FirewallRuleParser.parse("id", text).map(List::of).orElse(List.of()),
                List.of(),
                false,
                true);
        return new FirewallEvaluator(
                        policy,
                        Set.of(FirewallProfile.PRIVATE),
                        Optional.empty(),
                        FirewallCase.PATHS,
                        () -> LocalSubnets.UNKNOWN)
                .evaluate(LISTENER);
    }

    private static String key(Random random) {
        char[] name = new char[1 + random.nextInt(8)];
        for (int i = 0; i < name.length; i++) {
            name[i] = (char) ('a' + random.nextInt(26));
        }
        return "X" + new String(name);
    }

    private static String mutate(String rule, List<String> rules, Random random) {
        List<String> fields = new ArrayList<>(Arrays.asList(rule.split("\\|", -1)));
        for (int times = random.nextInt(4); times > 0; times--) {
            int at = random.nextInt(fields.size());
            switch (random.nextInt(5)) {
                case 0 -> fields.remove(at);
                case 1 -> fields.add(at, fields.get(random.nextInt(fields.size())));
                case 2 -> {
                    String[] other = rules.get(random.nextInt(rules.size())).split("\\|", -1);
                    fields.add(at, other[random.nextInt(other.length)]);
                }
                case 3 -> fields.set(at, "LPort=80");
                default -> {
                    StringBuilder field = new StringBuilder(fields.get(at));
                    if (field.length() > 0) {
                        field.setCharAt(random.nextInt(field.length()), (char) (32 + random.nextInt(95)));
                    }
                    fields.set(at, field.toString());
                }
            }
            if (fields.isEmpty()) {
                return "";
            }
        }
        return String.join("|", fields);
    }
}
