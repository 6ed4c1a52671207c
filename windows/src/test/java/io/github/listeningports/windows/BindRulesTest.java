package io.github.listeningports.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.BindRequest;
import io.github.listeningports.Protocol;
import io.github.listeningports.windows.BindRules.Answer;
import io.github.listeningports.windows.BindRules.Option;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BindRulesTest {

    private static final InetAddress ANY_4 = address("0.0.0.0");
    private static final InetAddress ANY_6 = address("::");
    private static final InetAddress ONE_4 = address("10.1.1.1");
    private static final InetAddress OTHER_4 = address("10.1.1.2");
    private static final InetAddress ONE_6 = address("fd00::1");

    /**
     * The results of Microsoft's page, for a first socket with no option, SO_REUSEADDR and SO_EXCLUSIVEADDRUSE (learn.microsoft.com, "Sharing Transport Addresses"): CHECK is a comparison of
     * users.
     */
    @ParameterizedTest
    @CsvSource({
        "NONE, wildcard, wildcard, INUSE INUSE INUSE",
        "NONE, wildcard, specific, SUCCESS SUCCESS SUCCESS",
        "NONE, specific, wildcard, CHECK CHECK DENIED",
        "NONE, specific, specific, INUSE DENIED INUSE",
        "REUSE, wildcard, wildcard, DENIED SUCCESS DENIED",
        "REUSE, wildcard, specific, SUCCESS SUCCESS SUCCESS",
        "REUSE, specific, wildcard, CHECK SUCCESS DENIED",
        "REUSE, specific, specific, DENIED SUCCESS DENIED",
        "EXCLUSIVE, wildcard, wildcard, INUSE INUSE INUSE",
        "EXCLUSIVE, wildcard, specific, INUSE INUSE INUSE",
        "EXCLUSIVE, specific, wildcard, CHECK CHECK DENIED",
        "EXCLUSIVE, specific, specific, INUSE INUSE INUSE"
    })
    void isCertainWhereTheOptionsOfTheOtherDoNotMatter(Option second, String secondOn, String firstOn, String results) {
        Set<String> kinds = Arrays.stream(results.split(" "))
                .map(result -> result.equals("INUSE") || result.equals("DENIED") ? "refused" : result)
                .collect(Collectors.toSet());
        Answer expected = kinds.equals(Set.of("refused"))
                ? Answer.REFUSES
                : kinds.equals(Set.of("SUCCESS")) ? Answer.ALLOWS : Answer.MAY_REFUSE;

        assertEquals(
                expected,
                answer(
                        second,
                        secondOn.equals("wildcard") ? ANY_4 : ONE_4,
                        firstOn.equals("wildcard") ? ANY_4 : ONE_4));
    }

    @Test
    void addressesThatAreNotTheSameDoNotMeet() {
        for (Option option : Option.values()) {
            assertEquals(Answer.ALLOWS, answer(option, ONE_4, OTHER_4));
            assertEquals(Answer.ALLOWS, answer(option, ONE_6, ONE_4));
            assertEquals(Answer.ALLOWS, answer(option, ONE_4, ONE_6));
            assertEquals(Answer.ALLOWS, answer(option, ONE_6, ANY_4));
        }
    }

    @Test
    void aDualStackSocketMayMeetOneOfIpv4() {
        BindRequest any = BindRequest.tcp(80);

        assertEquals(Answer.REFUSES, new BindRules(any, Option.EXCLUSIVE).of(row(ANY_6), Optional.of(true)));
        assertEquals(Answer.MAY_REFUSE, new BindRules(any, Option.EXCLUSIVE).of(row(ANY_4), Optional.of(true)));
        assertEquals(
                Answer.ALLOWS, new BindRules(any.withV6Only(), Option.EXCLUSIVE).of(row(ANY_4), Optional.of(true)));
        BindRules ipv4 = new BindRules(any.withAddress(ANY_4), Option.EXCLUSIVE);
        assertEquals(Answer.MAY_REFUSE, ipv4.of(row(ANY_6), Optional.of(true)));
        assertEquals(Answer.ALLOWS, ipv4.of(row(ANY_6), Optional.of(false)));
        assertEquals(Answer.ALLOWS, ipv4.of(row(ONE_6), Optional.of(true)));
    }

    @ParameterizedTest
    @CsvSource({
        "true, , EXCLUSIVE",
        "true, '', EXCLUSIVE",
        "false, TRUE, EXCLUSIVE",
        "true, false, REUSE",
        "false, false, NONE"
    })
    void aJvmBindsExclusivelyUnlessToldNot(boolean reuseAddress, String property, Option expected) {
        assertEquals(
                expected, Option.of(BindRequest.tcp(80).withReuseAddress(reuseAddress), Optional.ofNullable(property)));
    }

    private static Answer answer(Option second, InetAddress secondOn, InetAddress firstOn) {
        return new BindRules(BindRequest.tcp(80).withAddress(secondOn), second).of(row(firstOn), Optional.of(true));
    }

    private static SocketRow row(InetAddress address) {
        AddressFamily family = address.getAddress().length == 4 ? AddressFamily.IPV4 : AddressFamily.IPV6;
        return new SocketRow(Protocol.TCP, family, address, 0, 80, 7, 0);
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
