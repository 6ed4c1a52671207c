package io.github.listeningports.linux;

/**
 * The registers of nf_tables, while a rule is run: what is known of each of their bytes. The first four numbers are those of registers of 16 bytes, the others of 4 bytes, in
 * the same place (linux/netfilter/nf_tables.h nft_registers).
 */
final class NftRegisters {

    /** What a rule's verdict goes to. */
    static final int VERDICT = 0;

    static final int BYTES = 64;

    private static final int FIRST_OF_4_BYTES = 8;

    private PacketBytes bytes = PacketBytes.unknown(BYTES);

    /** Where a register begins; -1 if there is none of that number. */
    private static int place(int register) {
        if (register >= 1 && register <= 4) {
            return 16 * (register - 1);
        }
        int small = register - FIRST_OF_4_BYTES;
        return small >= 0 && small < BYTES / 4 ? 4 * small : -1;
    }

    /** Bytes from the start of a register on, be they in those behind it. */
    PacketBytes read(int register, int length) {
        int at = place(register);
        return at < 0 || length <= 0 || at + length > BYTES
                ? PacketBytes.unknown(Math.max(0, Math.min(length, BYTES)))
                : bytes.slice(at, at + length);
    }

    /**
     * The rest of the last four bytes becomes zero, as the kernel does it.
     *
     * @return whether there is room for it
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

    /** After something was written of which it is not told how long it is. */
    void forget() {
        bytes = PacketBytes.unknown(BYTES);
    }
}
