package io.github.listeningports.linux.kernel;

import com.sun.jna.NativeLibrary;

/** A program whose own use of JNA goes on after {@link LibC} was loaded: prints whether the function that it found is still getpid(2). */
public final class LibCFixture {

    private LibCFixture() {}

    public static void main(String[] arguments) {
        NativeLibrary theirs = NativeLibrary.getProcess();
        new LibC();
        long pid = theirs.getFunction("getpid").invokeInt(new Object[0]);
        System.out.println(pid == ProcessHandle.current().pid());
    }
}
