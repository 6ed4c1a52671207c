package io.github.listeningports.windows;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;

/** The one question to INetFwPolicy2 (netfw.h): which profiles are in force. It may take long, or never end: see {@link FirewallThread}. */
final class FirewallComApi {

    /** NetFwPolicy2 of FirewallAPI.dll. */
    static final String POLICY_CLASS = "E2B3C97F-6AE1-41AC-817A-F6F92166D7DD";

    private static final String POLICY_INTERFACE = "98325047-C671-4174-8D81-DEFCD3F03186";

    private static final int COINIT_MULTITHREADED = 0;
    private static final int CLSCTX_INPROC_SERVER = 1;

    /** Places in the table of functions: IUnknown has three, IDispatch four more. */
    private static final int RELEASE = 2;

    private static final int CURRENT_PROFILE_TYPES = 7;

    private final Function initialize;
    private final Function uninitialize;
    private final Function create;

    FirewallComApi() {
        Dll ole32 = new Dll("ole32.dll");
        initialize = ole32.function("CoInitializeEx");
        uninitialize = ole32.function("CoUninitialize");
        create = ole32.function("CoCreateInstance");
    }

    /**
     * The bits of the profiles. To be called on a thread that has no other use of COM.
     *
     * @param policyClass that of NetFwPolicy2, or what stands in for it
     * @throws IOException with the error of the call that failed
     */
    int currentProfiles(String policyClass) throws IOException {
        // S_FALSE, that it was initialised before, is to be undone too.
        check(initialize.invokeInt(Dll.arguments(null, COINIT_MULTITHREADED)), "CoInitializeEx");
        try {
            ByteBuffer out = WideText.allocate(Long.BYTES);
            check(
                    create.invokeInt(
                            Dll.arguments(guid(policyClass), null, CLSCTX_INPROC_SERVER, guid(POLICY_INTERFACE), out)),
                    "CoCreateInstance");
            Pointer policy = new Pointer(ProcessApi.pointerIn(out, 0));
            try {
                ByteBuffer bits = WideText.allocate(Integer.BYTES);
                check(
                        method(policy, CURRENT_PROFILE_TYPES).invokeInt(Dll.arguments(policy, bits)),
                        "CurrentProfileTypes");
                return bits.getInt(0);
            } finally {
                method(policy, RELEASE).invokeInt(Dll.arguments(policy));
            }
        } finally {
            uninitialize.invokeVoid(Dll.arguments());
        }
    }

    private static Function method(Pointer object, int place) {
        Pointer table = object.getPointer(0);
        return Function.getFunction(table.getPointer((long) place * Native.POINTER_SIZE), Function.ALT_CONVENTION);
    }

    /** GUID (guiddef.h): its first three parts are numbers, little-endian; the rest is bytes as written. */
    private static ByteBuffer guid(String text) {
        UUID id = UUID.fromString(text);
        long high = id.getMostSignificantBits();
        return WideText.allocate(16)
                .putInt(0, (int) (high >>> 32))
                .putShort(4, (short) (high >>> 16))
                .putShort(6, (short) high)
                .putLong(8, Long.reverseBytes(id.getLeastSignificantBits()));
    }

    /** A HRESULT below 0 is a failure. */
    private static void check(int result, String what) throws IOException {
        if (result < 0) {
            throw new IOException(what + " failed: 0x%08X".formatted(result));
        }
    }
}
