package io.github.listeningports.windows;

import io.github.listeningports.windows.api.UpperCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Translates the kernel's paths, which begin with a device, to paths with a drive letter. */
final class DevicePaths {

    private static final String PREFIX = "\\Device\\";

    private record Drive(String letter, String device) {}

    private final Function<String, Optional<String>> deviceOfDrive;
    private List<Drive> drives = List.of();

    /** @param deviceOfDrive the device of a drive such as {@code C:} (QueryDosDeviceW) */
    DevicePaths(Function<String, Optional<String>> deviceOfDrive) {
        this.deviceOfDrive = deviceOfDrive;
    }

    /** Forgets the drives, which can change. */
    void forget() {
        drives = List.of();
    }

    /** The path with a drive letter; empty if no drive is on the device. */
    Optional<String> translate(String path) {
        if (drives.isEmpty()) {
            drives = drives();
        }
        for (Drive drive : drives) {
            int end = drive.device().length();
            if (path.length() > end
                    && path.charAt(end) == '\\'
                    && UpperCase.isSame(path.substring(0, end), drive.device())) {
                return Optional.of(drive.letter() + path.substring(end));
            }
        }
        return Optional.empty();
    }

    /** Drives that stand for a directory (subst) are on no device of their own. */
    private List<Drive> drives() {
        List<Drive> found = new ArrayList<>();
        for (char letter = 'A'; letter <= 'Z'; letter++) {
            String drive = letter + ":";
            deviceOfDrive
                    .apply(drive)
                    .filter(device -> device.startsWith(PREFIX))
                    .ifPresent(device -> found.add(new Drive(drive, device)));
        }
        return found;
    }
}
