package io.github.listeningports.windows.lab;

import com.sun.jna.Function;
import io.github.listeningports.windows.api.Dll;

/** The library of {@code src/test/c/iphlpapi.c}, in place of iphlpapi.dll. */
public final class FakeIpHelper {

    /** In the order of iphlpapi.c. */
    public enum Scenario {
        PLAIN,
        TWICE_122,
        ONCE_C0000001,
        ENDLESS,
        NO_IPV6,
        NO_UDP,
        NO_MODULE,
        FIFTY_THOUSAND,
        NOTHING,
        LYING_COUNT,
        ABSURD_SIZE,
        EMPTY,
        DUAL
    }

    /** The calls that fail. */
    public enum Where {
        ANY(0),
        TABLES_WITH_TIMES(1),
        IPV4(2),
        IPV6(4),
        IPV6_WITH_TIMES(5);

        private final int bits;

        Where(int bits) {
            this.bits = bits;
        }
    }

    private static final class Library {
        static final String PATH = WindowsMachine.fakeIpHelper().toString();
        static final Dll DLL = new Dll(PATH);
        static final Function PLAY = DLL.function("play");
        static final Function OWNER = DLL.function("set_owner");
        static final Function FAIL = DLL.function("fail");
    }

    private static Scenario current = Scenario.PLAIN;

    private FakeIpHelper() {}

    public static String library() {
        return Library.PATH;
    }

    @SuppressWarnings("EnumOrdinal") // the numbers of the C program
    public static void play(Scenario scenario) {
        current = scenario;
        fail(0, 0, Where.ANY);
        Library.PLAY.invokeInt(Dll.arguments(scenario.ordinal()));
    }

    /** The number of table calls since the last time. */
    @SuppressWarnings("EnumOrdinal")
    public static int calls() {
        return Library.PLAY.invokeInt(Dll.arguments(current.ordinal()));
    }

    /** The pid of the second row of each table; one without a process by default. */
    public static void owner(long pid) {
        Library.OWNER.invokeVoid(Dll.arguments((int) pid));
    }

    /**
     * Lets calls fail.
     *
     * @param times how many of the next calls; all, if negative
     */
    public static void fail(int code, int times, Where where) {
        Library.FAIL.invokeVoid(Dll.arguments(code, times, where.bits));
    }
}
