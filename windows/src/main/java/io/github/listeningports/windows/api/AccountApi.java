package io.github.listeningports.windows.api;

import com.sun.jna.Function;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The functions of Windows that resolve the accounts of this machine. */
public final class AccountApi {

    /** ntsecapi.h. */
    private static final int POLICY_VIEW_LOCAL_INFORMATION = 1;

    private static final int POLICY_ACCOUNT_DOMAIN_INFORMATION = 5;

    /** LSA_OBJECT_ATTRIBUTES is 24 or 48 bytes; Windows reads only its pointers, which may be null. */
    private static final int OBJECT_ATTRIBUTES_SIZE = 48;

    /** UNLEN and DNLEN of lmcons.h are smaller. */
    private static final int MAX_NAME = 512;

    /** LSA_UNICODE_STRING: two 16-bit numbers, padding, and a pointer. */
    private static final int UNICODE_STRINGS = 2;

    private static final int MAX_SID = 68;

    private final Function lookUp;
    private final Function openPolicy;
    private final Function queryPolicy;
    private final Function freeMemory;
    private final Function closePolicy;

    AccountApi() {
        Dll advapi32 = new Dll("advapi32.dll");
        lookUp = advapi32.function("LookupAccountSidW");
        openPolicy = advapi32.function("LsaOpenPolicy");
        queryPolicy = advapi32.function("LsaQueryInformationPolicy");
        freeMemory = advapi32.function("LsaFreeMemory");
        closePolicy = advapi32.function("LsaClose");
    }

    /** The name of an account. For an account of another machine this queries a domain controller, and can wait for it. */
    public Optional<String> name(ByteBuffer directSid) {
        ByteBuffer name = WideText.allocate(2 * MAX_NAME);
        ByteBuffer domain = WideText.allocate(2 * MAX_NAME);
        ByteBuffer sizes =
                WideText.allocate(3 * Integer.BYTES).putInt(0, MAX_NAME).putInt(4, MAX_NAME);
        int found = lookUp.invokeInt(
                Dll.arguments(null, directSid, name, sizes.slice(0, 4), domain, sizes.slice(4, 4), sizes.slice(8, 4)));
        return found == 0
                ? Optional.empty()
                : Optional.of(WideText.decode(name, 0)).filter(text -> !text.isBlank());
    }

    /** The SID that the SIDs of local accounts begin with; empty if it cannot be read. */
    public Optional<String> machineSid() {
        ByteBuffer out = WideText.allocate(Long.BYTES);
        ByteBuffer attributes = WideText.allocate(OBJECT_ATTRIBUTES_SIZE);
        if (openPolicy.invokeInt(Dll.arguments(null, attributes, POLICY_VIEW_LOCAL_INFORMATION, out)) != 0) {
            return Optional.empty();
        }
        try (Handle policy = new Handle(new Pointer(Dll.pointerIn(out, 0)), closePolicy)) {
            if (queryPolicy.invokeInt(Dll.arguments(policy.pointer(), POLICY_ACCOUNT_DOMAIN_INFORMATION, out)) != 0) {
                return Optional.empty();
            }
            try (Handle information = new Handle(new Pointer(Dll.pointerIn(out, 0)), freeMemory)) {
                // POLICY_ACCOUNT_DOMAIN_INFO: a name, and a pointer to the SID.
                Pointer sid =
                        information.pointer().getPointer((long) UNICODE_STRINGS * com.sun.jna.Native.POINTER_SIZE);
                return sid == null ? Optional.empty() : SidParser.parse(sid.getByteBuffer(0, MAX_SID), 0);
            }
        }
    }
}
