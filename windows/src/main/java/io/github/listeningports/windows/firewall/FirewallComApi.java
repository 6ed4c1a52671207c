package io.github.listeningports.windows.firewall;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.github.listeningports.windows.api.Dll;
import io.github.listeningports.windows.api.VariantApi;
import io.github.listeningports.windows.api.WideText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Queries Windows Firewall itself (netfw.h) for the active profiles, and for registered third-party firewalls, which may filter instead of it. A call may take long, or
 * never return: see {@link FirewallThread}.
 */
final class FirewallComApi {

    /** NetFwPolicy2 of FirewallAPI.dll. */
    static final String POLICY_CLASS = "E2B3C97F-6AE1-41AC-817A-F6F92166D7DD";

    private static final String POLICY_INTERFACE = "98325047-C671-4174-8D81-DEFCD3F03186";

    /** NetFwProducts of FirewallAPI.dll. */
    static final String PRODUCTS_CLASS = "CC19079B-8272-4D73-BB70-CDB533527B61";

    private static final String PRODUCTS_INTERFACE = "39EB36E0-2097-40BD-8AF2-63A13B525362";

    private static final int COINIT_MULTITHREADED = 0;
    private static final int CLSCTX_INPROC_SERVER = 1;

    /** Slots in the table of virtual functions: IUnknown has three, IDispatch four more. */
    private static final int RELEASE = 2;

    /** INetFwPolicy2.CurrentProfileTypes, INetFwProducts.Count, INetFwProduct.RuleCategories. */
    private static final int FIRST_OF_ITS_OWN = 7;

    private static final int ITEM = 9;

    /** More are no list of firewalls. */
    private static final int MAX_PRODUCTS = 100;

    /**
     * The answers, each with its failure.
     *
     * @param profiles the bits of the active profiles
     * @param products the registered third-party firewalls: for each, what it takes over from Windows Firewall (NET_FW_RULE_CATEGORY), if that is known
     */
    record Answers(Answer<Integer> profiles, Answer<List<Optional<Set<Integer>>>> products) {}

    /** An answer, or why there is none. */
    record Answer<T>(Optional<T> value, String failure) {

        private static <T> Answer<T> of(Query<T> query) {
            try {
                return new Answer<>(Optional.of(query.ask()), "");
            } catch (IOException e) {
                return new Answer<>(Optional.empty(), String.valueOf(e.getMessage()));
            }
        }
    }

    private interface Query<T> {
        T ask() throws IOException;
    }

    private final Function initialize;
    private final Function uninitialize;
    private final Function create;
    private final VariantApi variants = new VariantApi();

    FirewallComApi() {
        Dll ole32 = new Dll("ole32.dll");
        initialize = ole32.function("CoInitializeEx");
        uninitialize = ole32.function("CoUninitialize");
        create = ole32.function("CoCreateInstance");
    }

    /**
     * Queries both. The calling thread must not use COM otherwise.
     *
     * @param policyClass the class identifier of NetFwPolicy2, or of its stand-in
     * @param productsClass the class identifier of NetFwProducts, or of its stand-in
     * @throws IOException with the error of the failed call, if COM cannot be used
     */
    Answers query(String policyClass, String productsClass) throws IOException {
        // S_FALSE, already initialised, has to be undone too.
        check(initialize.invokeInt(Dll.arguments(null, COINIT_MULTITHREADED)), "CoInitializeEx");
        try {
            return new Answers(Answer.of(() -> profiles(policyClass)), Answer.of(() -> products(productsClass)));
        } finally {
            uninitialize.invokeVoid(Dll.arguments());
        }
    }

    private int profiles(String policyClass) throws IOException {
        Pointer policy = create(policyClass, POLICY_INTERFACE);
        try {
            return number(policy, "CurrentProfileTypes");
        } finally {
            release(policy);
        }
    }

    private List<Optional<Set<Integer>>> products(String productsClass) throws IOException {
        Pointer products = create(productsClass, PRODUCTS_INTERFACE);
        try {
            int count = number(products, "Count");
            if (count < 0 || count > MAX_PRODUCTS) {
                throw new IOException("INetFwProducts.Count returned " + count);
            }
            // Microsoft's page does not say whether the first is 0 or 1.
            int first = count > 0 && categories(products, 0).isPresent() ? 0 : 1;
            List<Optional<Set<Integer>>> found = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                found.add(categories(products, first + i));
            }
            return found;
        } finally {
            release(products);
        }
    }

    private Optional<Set<Integer>> categories(Pointer products, int index) {
        ByteBuffer out = WideText.allocate(Long.BYTES);
        int result = method(products, ITEM).invokeInt(Dll.arguments(products, index, out));
        if (result < 0 || Dll.pointerIn(out, 0) == 0) {
            return Optional.empty();
        }
        Pointer product = new Pointer(Dll.pointerIn(out, 0));
        try {
            ByteBuffer variant = VariantApi.allocate();
            Function get = method(product, FIRST_OF_ITS_OWN);
            try {
                return get.invokeInt(Dll.arguments(product, variant)) < 0
                        ? Optional.empty()
                        : variants.numbers(variant);
            } finally {
                variants.clear(variant);
            }
        } finally {
            release(product);
        }
    }

    private Pointer create(String ofClass, String ofInterface) throws IOException {
        ByteBuffer out = WideText.allocate(Long.BYTES);
        check(
                create.invokeInt(Dll.arguments(guid(ofClass), null, CLSCTX_INPROC_SERVER, guid(ofInterface), out)),
                "CoCreateInstance");
        return new Pointer(Dll.pointerIn(out, 0));
    }

    private static int number(Pointer object, String what) throws IOException {
        ByteBuffer number = WideText.allocate(Integer.BYTES);
        check(method(object, FIRST_OF_ITS_OWN).invokeInt(Dll.arguments(object, number)), what);
        return number.getInt(0);
    }

    private static void release(Pointer object) {
        method(object, RELEASE).invokeInt(Dll.arguments(object));
    }

    private static Function method(Pointer object, int place) {
        Pointer table = object.getPointer(0);
        return Function.getFunction(table.getPointer((long) place * Native.POINTER_SIZE), Function.ALT_CONVENTION);
    }

    /** GUID (guiddef.h): three little-endian numbers, then bytes as written. */
    private static ByteBuffer guid(String text) {
        UUID id = UUID.fromString(text);
        long high = id.getMostSignificantBits();
        return WideText.allocate(16)
                .putInt(0, (int) (high >>> 32))
                .putShort(4, (short) (high >>> 16))
                .putShort(6, (short) high)
                .putLong(8, Long.reverseBytes(id.getLeastSignificantBits()));
    }

    /** A negative HRESULT is a failure. */
    private static void check(int result, String what) throws IOException {
        if (result < 0) {
            throw new IOException(what + " failed: 0x%08X".formatted(result));
        }
    }
}
