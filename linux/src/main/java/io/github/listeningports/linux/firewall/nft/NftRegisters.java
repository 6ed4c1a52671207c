package io.github.listeningports.linux.firewall.nft;

import io.github.listeningports.linux.firewall.packet.PacketBytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The registers of nf_tables while a rule runs, with the known bits of each byte. The first four numbers name registers of 16 bytes, the others registers of 4 bytes in
 * the same place (linux/netfilter/nf_tables.h nft_registers).
 */
final class NftRegisters {

    /** No register. */
    static final int MISSING = -1;

    static final int BYTES = 64;

    private PacketBytes bytes = PacketBytes.unknown(BYTES);

    /** The expressions that loaded them, by fours of bytes. */
    private final @Nullable NftExpression[] loads = new NftExpression[BYTES / 4];

    /** The offset of a register; -1 if there is no such register. */
    private static int place(int register) {
        if (register >= NftConstant.REG_1 && register <= NftConstant.REG_4) {
            return 16 * (register - NftConstant.REG_1);
        }
        int small = register - NftConstant.REG32_00;
        return small >= 0 && small < BYTES / 4 ? 4 * small : -1;
    }

    /** Reads from the start of a register, continuing into the following ones. */
    PacketBytes read(int register, int length) {
        int at = place(register);
        return at < 0 || length <= 0 || at + length > BYTES
                ? PacketBytes.unknown(Math.max(0, Math.min(length, BYTES)))
                : bytes.slice(at, at + length);
    }

    /**
     * Fills the rest of the last four bytes with zeros, as the kernel does.
     *
     * @return whether the value fits
     */
    boolean write(int register, PacketBytes value) {
        int at = place(register);
        int padding = -value.length() & 3;
        PacketBytes padded = padding == 0 ? value : value.then(PacketBytes.constant(new byte[padding]));
        if (at < 0 || at + padded.length() > BYTES) {
            return false;
        }
        bytes = padded.over(bytes, at);
        return true;
    }

    /** The expression that loaded a register, if it is known. */
    @Nullable
    NftExpression load(int register) {
        int at = place(register);
        return at < 0 ? null : loads[at / 4];
    }

    void setLoad(int register, @Nullable NftExpression load) {
        int at = place(register);
        if (at >= 0) {
            loads[at / 4] = load;
        }
    }

    /** Forgets everything, after a value of unknown length was written. */
    void forget() {
        Arrays.fill(loads, null);
        bytes = PacketBytes.unknown(BYTES);
    }
}
