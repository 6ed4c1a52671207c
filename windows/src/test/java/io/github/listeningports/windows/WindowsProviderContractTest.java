package io.github.listeningports.windows;

import io.github.listeningports.contract.ListeningPortProviderContract;
import io.github.listeningports.spi.ListeningPortProvider;
import io.github.listeningports.windows.api.NativeCode;
import io.github.listeningports.windows.lab.Machine;
import io.github.listeningports.windows.lab.OwnSockets;
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
            "theCommandLineIsThereOnlyIfAskedFor",
            "fourThreadsShareOneSource",
            "fourThreadsHaveASourceEach",
            "closingOneSourceLeavesAnotherAlone");

    @BeforeAll
    static void needsWindows() {
        Machine.needsWindows();
        // A newer JVM warns once, when it is loaded; that is not what nothingIsPrinted is about.
        NativeCode.get();
    }

    /** Of TCP over IPv6 wine 8 tells no owner, and Java's sockets are of IPv6; a second run, with IPv4 alone, shows them. */
    @BeforeEach
    void needsOwnersOfTcp(TestInfo test) {
        boolean told = !Machine.isWine() || Boolean.getBoolean("java.net.preferIPv4Stack");
        String name = test.getTestMethod().orElseThrow().getName();
        Machine.needs(told || !ABOUT_OWNERS_OF_TCP.contains(name), "owners of TCP over IPv6, which wine does not tell");
    }

    @Override
    public ListeningPortProvider provider() {
        return OwnSockets.knownTo(new WindowsListeningPortProvider());
    }

    /** The table of UDP has no remote address. */
    @Override
    public boolean tellsConnectedUdp() {
        return false;
    }
}
