package io.github.listeningports.windows.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.listeningports.AddressFamily;
import io.github.listeningports.contract.OtherHostsContract;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AddressSetTest implements OtherHostsContract {

    private static final int SIZE = 64;

    /** Compared with bit sets. */
    @Test
    void theSameAsASetOfNumbers() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            BitSet bits = new BitSet();
            BitSet otherBits = new BitSet();
            AddressSet set = random(random, bits);
            AddressSet other = random(random, otherBits);
            assertEquals(bits, bits(set));
            assertEquals(of(bits, otherBits, Operation.PLUS), bits(set.plus(other)));
            assertEquals(of(bits, otherBits, Operation.MINUS), bits(set.minus(other)));
            assertEquals(of(bits, otherBits, Operation.AND), bits(set.and(other)));
            assertEquals(of(otherBits, bits, Operation.MINUS).isEmpty(), set.contains(other));
            assertEquals(bits.isEmpty(), set.isEmpty());
        }
    }

    @Override
    public boolean isOtherHost(InetAddress source) {
        return AddressSet.hosts(source.getAddress().length == 4 ? AddressFamily.IPV4 : AddressFamily.IPV6)
                .contains(source);
    }

    private enum Operation {
        PLUS,
        MINUS,
        AND
    }

    private static BitSet of(BitSet left, BitSet right, Operation operation) {
        BitSet result = (BitSet) left.clone();
        switch (operation) {
            case PLUS -> result.or(right);
            case MINUS -> result.andNot(right);
            case AND -> result.and(right);
        }
        return result;
    }

    private static AddressSet random(Random random, BitSet bits) {
        List<AddressSet.Range> ranges = new ArrayList<>();
        for (int n = random.nextInt(5); n > 0; n--) {
            int first = random.nextInt(SIZE);
            int last = first + random.nextInt(SIZE - first);
            bits.set(first, last + 1);
            ranges.add(new AddressSet.Range(BigInteger.valueOf(first), BigInteger.valueOf(last)));
        }
        return AddressSet.of(ranges);
    }

    private static BitSet bits(AddressSet set) {
        BitSet bits = new BitSet();
        set.ranges()
                .forEach(range ->
                        bits.set(range.first().intValueExact(), range.last().intValueExact() + 1));
        return bits;
    }
}
