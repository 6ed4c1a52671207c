package io.github.listeningports.windows.lab;

import com.sun.jna.Function;
import com.sun.jna.Pointer;
import io.github.listeningports.BindReport;
import io.github.listeningports.BindRequest;
import io.github.listeningports.ListeningPortSource;
import io.github.listeningports.PortSnapshot;
import io.github.listeningports.SnapshotRequest;
import io.github.listeningports.spi.ListeningPortProvider;
import io.github.listeningports.windows.api.Dll;
import io.github.listeningports.windows.api.WideText;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Makes wine know the sockets of this process. wine reports the owner of a socket only if that process holds its Unix descriptor, which it obtains when it sets an option
 * of the socket. On Windows this does nothing.
 */
public final class OwnSockets {

    private static final int SOL_SOCKET = 0xffff;
    private static final int SO_TYPE = 0x1008;
    private static final int IPPROTO_IP = 0;
    private static final int IP_TTL = 4;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_UNICAST_HOPS = 4;

    /** Handles are multiples of 4, starting at the lowest free one. */
    private static final int LAST_HANDLE = 0x2000;

    private static final class Winsock {
        static final Dll DLL = new Dll("ws2_32.dll");
        static final Function GET = DLL.function("getsockopt");
        static final Function SET = DLL.function("setsockopt");
    }

    private OwnSockets() {}

    static void makeKnown() {
        if (!WindowsMachine.isWine()) {
            return;
        }
        ByteBuffer value = WideText.allocate(Integer.BYTES);
        ByteBuffer size = WideText.allocate(Integer.BYTES);
        for (int handle = 4; handle <= LAST_HANDLE; handle += 4) {
            Pointer socket = new Pointer(handle);
            size.putInt(0, value.capacity());
            if (Winsock.GET.invokeInt(Dll.arguments(socket, SOL_SOCKET, SO_TYPE, value, size)) == 0) {
                value.putInt(0, 64);
                Winsock.SET.invokeInt(Dll.arguments(socket, IPPROTO_IP, IP_TTL, value, Integer.BYTES));
                Winsock.SET.invokeInt(Dll.arguments(socket, IPPROTO_IPV6, IPV6_UNICAST_HOPS, value, Integer.BYTES));
            }
        }
    }

    /** The same provider, whose sources make this process's sockets known before each snapshot. */
    public static ListeningPortProvider knownTo(ListeningPortProvider provider) {
        return new ListeningPortProvider() {
            @Override
            public String name() {
                return provider.name();
            }

            @Override
            public Optional<String> whyUnsupported() {
                return provider.whyUnsupported();
            }

            @Override
            public ListeningPortSource open(SnapshotRequest request) {
                ListeningPortSource source = provider.open(request);
                return new ListeningPortSource() {
                    @Override
                    public PortSnapshot snapshot() {
                        makeKnown();
                        return source.snapshot();
                    }

                    @Override
                    public void close() {
                        source.close();
                    }
                };
            }

            @Override
            public BindReport explainBind(BindRequest request) {
                makeKnown();
                return provider.explainBind(request);
            }
        };
    }
}
