package io.github.listeningports.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.ProcessUser;
import io.github.listeningports.windows.api.NativeCode;
import io.github.listeningports.windows.api.WideText;
import io.github.listeningports.windows.lab.WindowsMachine;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountNamesTest {

    @ParameterizedTest
    @CsvSource({
        "S-1-5-18, true",
        "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464, true",
        "S-1-5-32-544, true",
        "S-1-5-21-1-2-3-500, true",
        "S-1-5-21-1-2-33-500, false",
        "S-1-5-21-9-9-9-1001, false",
        "S-1-12-1-1-2-3-4, false",
        "S-1-15-2-1, false",
    })
    void onlyLocalNamesAreLookedUp(String sid, boolean local) {
        assertEquals(local, AccountNames.isLocal(sid, Optional.of("S-1-5-21-1-2-3")));
        assertEquals(local && !sid.startsWith("S-1-5-21-"), AccountNames.isLocal(sid, Optional.empty()));
    }

    /** S-1-5-18; its name is in the language of Windows. */
    @Test
    void theNameOfTheSystemsOwnAccount() {
        WindowsMachine.needsWindows();
        ByteBuffer sid = WideText.allocate(12)
                .put(HexFormat.of().parseHex("010100000000000512000000"))
                .flip();
        String name = NativeCode.get().accounts().name(sid).orElseThrow();

        assertEquals(WindowsMachine.isWine() ? "SYSTEM" : name, name);
        AccountNames names = new AccountNames(NativeCode.get().accounts(), Optional.empty());
        assertEquals(Optional.of(new ProcessUser("S-1-5-18", Optional.of(name))), names.user(sid));
    }
}
