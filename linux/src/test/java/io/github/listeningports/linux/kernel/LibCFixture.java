package io.github.listeningports.linux.kernel;

/** For tests of other rooms: the C library bound once more, where {@link NativeTier} binds it once a process. */
public final class LibCFixture {

    private LibCFixture() {}

    public static void load() {
        new LibC();
    }
}
