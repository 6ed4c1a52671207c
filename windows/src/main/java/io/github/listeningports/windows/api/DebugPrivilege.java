package io.github.listeningports.windows.api;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets some reading be done with SeDebugPrivilege, with which Windows opens nearly every process. Not in the token of this process, which would be everyone's, nor on the
 * caller's thread, which may be virtual, or impersonate somebody: in a copy of the token, by which a thread of ours impersonates this process, and which ends with that thread.
 */
public final class DebugPrivilege {

    private static final String NAME = "listening-ports-debug-privilege";

    /** winnt.h: SecurityImpersonation. */
    private static final int IMPERSONATION = 2;

    private static final int TOKEN_ADJUST_PRIVILEGES = 0x20;

    /** SE_DEBUG_PRIVILEGE (wdm.h): the same number on every Windows. */
    private static final int DEBUG = 20;

    private static final int SE_PRIVILEGE_ENABLED = 2;

    /** winerror.h: ERROR_NOT_ALL_ASSIGNED, which is a success of AdjustTokenPrivileges. */
    private static final int NOT_ALL_ASSIGNED = 1300;

    private final Function currentThread;
    private final Function closeHandle;
    private final Function impersonateSelf;
    private final Function openThreadToken;
    private final Function adjustPrivileges;
    private final Function revertToSelf;

    /** @param library advapi32.dll, or the path of what stands in for it */
    DebugPrivilege(String library) {
        Dll kernel32 = new Dll("kernel32.dll");
        currentThread = kernel32.function("GetCurrentThread");
        closeHandle = kernel32.function("CloseHandle");
        Dll advapi32 = new Dll(library);
        impersonateSelf = advapi32.function("ImpersonateSelf");
        openThreadToken = advapi32.function("OpenThreadToken");
        adjustPrivileges = advapi32.function("AdjustTokenPrivileges");
        revertToSelf = advapi32.function("RevertToSelf");
    }

    /**
     * What was read.
     *
     * @param failure why it was read without the privilege; empty if with it
     */
    public record Result<T>(T value, Optional<String> failure) {}

    /**
     * Reads on a thread of its own, with the privilege if this process has it, and waits for the end of both; an interrupt is left for the caller.
     *
     * @param reading what to do there; its exceptions are thrown here
     */
    public <T> Result<T> with(Supplier<T> reading) {
        FutureTask<Result<T>> task = new FutureTask<>(() -> privileged(reading));
        Thread thread = new Thread(null, task, NAME, 0, false);
        thread.setContextClassLoader(null);
        thread.setDaemon(true);
        thread.start();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    Result<T> result = task.get();
                    // Its token is gone when the thread is.
                    thread.join();
                    return result;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw asUnchecked(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException asUnchecked(@Nullable Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException exception ? exception : new IllegalStateException(cause);
    }

    private <T> Result<T> privileged(Supplier<T> reading) {
        if (!succeeds(impersonateSelf, IMPERSONATION)) {
            return new Result<>(reading.get(), Optional.of(failure("ImpersonateSelf")));
        }
        try {
            Optional<String> failure = enable();
            return new Result<>(reading.get(), failure);
        } finally {
            revertToSelf.invokeInt(Dll.arguments());
        }
    }

    private Optional<String> enable() {
        Pointer thread = currentThread.invokePointer(Dll.arguments());
        ByteBuffer out = WideText.allocate(Long.BYTES);
        if (!succeeds(openThreadToken, thread, TOKEN_ADJUST_PRIVILEGES, 1, out)) {
            return Optional.of(failure("OpenThreadToken"));
        }
        // TOKEN_PRIVILEGES: a count, a LUID and its attributes.
        ByteBuffer privileges = WideText.allocate(4 * Integer.BYTES);
        privileges.putInt(0, 1).putInt(4, DEBUG).putInt(12, SE_PRIVILEGE_ENABLED);
        try (Handle token = new Handle(new Pointer(Dll.pointerIn(out, 0)), closeHandle)) {
            if (!succeeds(adjustPrivileges, token.pointer(), 0, privileges, 0, null, null)) {
                return Optional.of(failure("AdjustTokenPrivileges"));
            }
            return Native.getLastError() == NOT_ALL_ASSIGNED
                    ? Optional.of("this user does not have it, or this program does not run as administrator")
                    : Optional.empty();
        }
    }

    private static boolean succeeds(Function function, @Nullable Object... arguments) {
        return function.invokeInt(arguments) != 0;
    }

    private static String failure(String function) {
        return function + " failed: " + WindowsError.text(Native.getLastError());
    }
}
