package io.github.listeningports.windows.api;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The functions of oleaut32 that read a VARIANT (oaidl.h) with an array of numbers. */
public final class VariantApi {

    private static final int VT_I4 = 3;
    private static final int VT_VARIANT = 12;
    private static final int VT_INT = 22;
    private static final int VT_ARRAY = 0x2000;

    private static final int VALUE = 8;
    private static final int MAX_ELEMENTS = 100;

    private final Function clear;
    private final Function dimensions;
    private final Function lowerBound;
    private final Function upperBound;
    private final Function element;

    public VariantApi() {
        Dll oleaut32 = new Dll("oleaut32.dll");
        clear = oleaut32.function("VariantClear");
        dimensions = oleaut32.function("SafeArrayGetDim");
        lowerBound = oleaut32.function("SafeArrayGetLBound");
        upperBound = oleaut32.function("SafeArrayGetUBound");
        element = oleaut32.function("SafeArrayGetElement");
    }

    /** An empty VARIANT. */
    public static ByteBuffer allocate() {
        return WideText.allocate(VALUE + 2 * Native.POINTER_SIZE);
    }

    /** Frees what a VARIANT refers to. */
    public void clear(ByteBuffer variant) {
        clear.invokeInt(Dll.arguments(variant));
    }

    /** The numbers of an array of numbers, or of variants with numbers; empty if it is something else. */
    public Optional<Set<Integer>> numbers(ByteBuffer variant) {
        int type = Short.toUnsignedInt(variant.getShort(0));
        int elements = type & ~VT_ARRAY;
        boolean readable = elements == VT_VARIANT || isNumber(elements);
        if ((type & VT_ARRAY) == 0 || !readable || Dll.pointerIn(variant, VALUE) == 0) {
            return Optional.empty();
        }
        Pointer array = new Pointer(Dll.pointerIn(variant, VALUE));
        ByteBuffer first = WideText.allocate(Integer.BYTES);
        ByteBuffer last = WideText.allocate(Integer.BYTES);
        if (dimensions.invokeInt(Dll.arguments(array)) != 1
                || lowerBound.invokeInt(Dll.arguments(array, 1, first)) < 0
                || upperBound.invokeInt(Dll.arguments(array, 1, last)) < 0
                || last.getInt(0) - (long) first.getInt(0) > MAX_ELEMENTS) {
            return Optional.empty();
        }
        Set<Integer> numbers = new HashSet<>();
        for (int i = first.getInt(0); i <= last.getInt(0); i++) {
            Optional<Integer> number = number(array, i, elements);
            if (number.isEmpty()) {
                return Optional.empty();
            }
            numbers.add(number.get());
        }
        return Optional.of(numbers);
    }

    private Optional<Integer> number(Pointer array, int at, int type) {
        ByteBuffer index = WideText.allocate(Integer.BYTES).putInt(0, at);
        ByteBuffer value = allocate();
        if (element.invokeInt(Dll.arguments(array, index, value)) < 0) {
            return Optional.empty();
        }
        if (type != VT_VARIANT) {
            return Optional.of(value.getInt(0));
        }
        Optional<Integer> number = isNumber(value.getShort(0)) ? Optional.of(value.getInt(VALUE)) : Optional.empty();
        clear(value);
        return number;
    }

    private static boolean isNumber(int type) {
        return type == VT_I4 || type == VT_INT;
    }
}
