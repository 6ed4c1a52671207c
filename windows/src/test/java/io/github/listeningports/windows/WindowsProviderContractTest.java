package io.github.listeningports.windows;

import io.github.listeningports.contract.ListeningPortProviderContract;
import io.github.listeningports.lab.Machine;
import io.github.listeningports.spi.ListeningPortProvider;
import io.github.listeningports.windows.api.NativeCode;
import io.github.listeningports.windows.lab.OwnSockets;
import io.github.listeningports.windows.lab.WindowsMachine;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;

class WindowsProviderContractTest implements ListeningPortProviderContract {

    private static final Set<String> ABOUT_OWNERS_OF_TCP = Set.of(
            "theOwnerOfATcpListenerIsThisProcess",
            "whatThisProcessHoldsIsFoundByItsPid",
            "theStartTimeIsTheOneThatJavaKnows",
            "theParentIsTheOneThatJavaKnows",
            "noOptionalTextIsBlank",
            "theCommandLineIsThereOnlyOnRequest",
            "fourThreadsShareOneSource",
            "fourThreadsHaveASourceEach",
            "closingOneSourceLeavesAnotherAlone",
            "aListenerOfThisProcessIsKnownAsSuch",
            "aListenerRefusesABindToItsAddressAndIsNamed");

    @BeforeAll
    static void needsWindows() {
        WindowsMachine.needsWindows();
        // A newer JVM warns once when JNA is loaded; nothingIsPrinted is not about that.
        NativeCode.get();
    }

    /** wine 8 reports no owners for TCP over IPv6, and Java's sockets are IPv6; a second run, IPv4 only, covers them. */
    @BeforeEach
    void needsOwnersOfTcp(TestInfo test) {
        boolean known = !WindowsMachine.isWine() || Boolean.getBoolean("java.net.preferIPv4Stack");
        String name = test.getTestMethod().orElseThrow().getName();
        Machine.needs(
                known || !ABOUT_OWNERS_OF_TCP.contains(name), "owners of TCP over IPv6, which wine does not report");
    }

    @Override
    public ListeningPortProvider provider() {
        return OwnSockets.knownTo(new WindowsListeningPortProvider());
    }

    /** The UDP table has no remote address. */
    @Override
    public boolean recognizesConnectedUdp() {
        return false;
    }
}
