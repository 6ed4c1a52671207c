package io.github.listeningports.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** JDK 24 and later warn of native access unless it is enabled (JEP 472): by default there is no warning, ever. */
class RestrictedNativeAccessTest {

    private static final int WARNS_SINCE = 24;
    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");

    private static ProbeJvm newer;
    private static Lab lab;

    @BeforeAll
    static void needsANewerJdk() {
        Machine.needs("gcc");
        Optional<Path> home = newerJdk();
        Machine.needs(home.isPresent(), "a JDK of 24 or later below /usr/lib/jvm");
        newer = ProbeJvm.plain().of(home.orElseThrow()).withJna();
        lab = Lab.hold("addr=::", "v6only=1");
    }

    @AfterAll
    static void close() {
        if (lab != null) {
            lab.close();
        }
    }

    @Test
    void byDefaultItStaysPureSilentlyAndSaysHowToEnableIt() {
        Probe probe = newer.look("detailed");

        assertEquals("", probe.errors());
        assertPure(probe);
        String missing = probe.told("DETAIL_MISSING").get(0);
        assertTrue(missing.contains("--enable-native-access=ALL-UNNAMED"), missing);
    }

    @Test
    void byDefaultNothingIsMissingWhereDetailsAreNotAskedFor() {
        Probe probe = newer.look();

        assertEquals("", probe.errors());
        assertEquals(List.of(), probe.told("DETAIL_MISSING"));
        assertEquals(lab.pids().toString(), probe.only(lab.port()).pids());
    }

    @Test
    void whereItIsEnabledItServesDetailsSilently() {
        Probe probe = newer.with("--enable-native-access=ALL-UNNAMED").look("detailed");

        assertEquals("", probe.errors());
        assertNative(probe);
    }

    @Test
    void alwaysAcceptsTheWarning() {
        Probe probe = newer.with("-Dlisteningports.native=always").look();

        assertNative(probe);
        assertTrue(probe.errors().contains("--enable-native-access"), "the JVM's own words: " + probe.errors());
    }

    @Test
    void whatIsDeniedIsNotServed() {
        Probe probe = newer.with("-Dlisteningports.native=always", "--illegal-native-access=deny")
                .look("detailed");

        assertPure(probe);
        String missing = probe.told("DETAIL_MISSING").get(0);
        assertTrue(missing.contains("JNA cannot be used: java.lang.IllegalCallerException"), missing);
    }

    @Test
    void byDefaultADenialIsNeverMet() {
        Probe probe = newer.with("--illegal-native-access=deny").look("detailed");

        assertEquals("", probe.errors());
        assertPure(probe);
    }

    @Test
    void neverIsSilentEvenWhereItIsEnabled() {
        Probe probe = newer.with("-Dlisteningports.native=never", "--enable-native-access=ALL-UNNAMED")
                .look("detailed");

        assertEquals("", probe.errors());
        assertPure(probe);
    }

    private static void assertNative(Probe probe) {
        String details = probe.only(lab.port()).details();
        assertTrue(details.contains("backlog=16") && details.contains("acceptsIpv4=false"), details);
        assertEquals(List.of(), probe.told("DETAIL_MISSING"));
    }

    private static void assertPure(Probe probe) {
        String details = probe.only(lab.port()).details();
        assertTrue(details.contains("inode=") && !details.contains("cookie="), details);
    }

    /** The JDK of this test if it is one, or the first one of those installed. */
    private static Optional<Path> newerJdk() {
        Path own = Path.of(System.getProperty("java.home"));
        Path jdks = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(jdks)) {
            return Optional.of(own).filter(RestrictedNativeAccessTest::warns);
        }
        try (Stream<Path> installed = Files.list(jdks)) {
            return Stream.concat(Stream.of(own), installed.sorted())
                    .filter(RestrictedNativeAccessTest::warns)
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean warns(Path home) {
        try {
            Matcher version = VERSION.matcher(Files.readString(home.resolve("release")));
            return version.find()
                    && Integer.parseInt(version.group(1)) >= WARNS_SINCE
                    && Files.isExecutable(home.resolve("bin/java"));
        } catch (IOException e) {
            return false;
        }
    }
}
