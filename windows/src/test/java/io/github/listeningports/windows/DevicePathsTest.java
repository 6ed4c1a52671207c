package io.github.listeningports.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Paths of the kernel, and drives as QueryDosDeviceW describes them. */
class DevicePathsTest {

    private static final Map<String, String> DRIVES = Map.of(
            "C:", "\\Device\\HarddiskVolume3",
            "D:", "\\Device\\HarddiskVolume31",
            "S:", "\\??\\C:\\Users\\me", // subst
            "Z:", "\\Device\\LanmanRedirector\\;Z:00000000000abcde\\server\\share");

    private final DevicePaths paths = new DevicePaths(drive -> Optional.ofNullable(DRIVES.get(drive)));

    @Test
    void theDriveOfAVolume() {
        assertEquals(
                Optional.of("C:\\Windows\\System32\\svchost.exe"),
                paths.translate("\\Device\\HarddiskVolume3\\Windows\\System32\\svchost.exe"));
        assertEquals(Optional.of("D:\\a.exe"), paths.translate("\\device\\harddiskvolume31\\a.exe"));
    }

    @Test
    void noDriveIsUnknown() {
        assertEquals(Optional.empty(), paths.translate("\\Device\\HarddiskVolume4\\a.exe"));
        assertEquals(Optional.empty(), paths.translate("\\Device\\Mup\\server\\share\\a.exe"));
        assertEquals(Optional.empty(), paths.translate("Registry"));
        assertEquals(Optional.empty(), paths.translate(""));
    }
}
