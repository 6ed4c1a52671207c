package io.github.listeningports.linux;

import io.github.listeningports.linux.Condition.Case;
import io.github.listeningports.linux.Condition.Dimension;
import io.github.listeningports.linux.NftRuleset.SetInfo;
import io.github.listeningports.linux.Step.Choice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A set or a map of nf_tables, with its elements. */
final class NftSet {

    private static final int INTERVAL = 4;
    private static final int OBJECT_MAP = 0x40;
    private static final int INTERVAL_END = 1;
    private static final int CATCH_ALL = 2;

    private final SetInfo info;
    private final List<Element> elements;
    private final Optional<Verdict> catchAll;
    private final boolean hasCatchAll;
    private final boolean open;
    private final int size;

    /** Keys from the first to the last one, part by part. */
    private static final class Element {
        private final byte[] first;
        private final byte[] last;
        private final Verdict verdict;
        private final boolean limited;

        Element(byte[] first, byte[] last, Verdict verdict, boolean limited) {
            this.first = first;
            this.last = last;
            this.verdict = verdict;
            this.limited = limited;
        }
    }

    /**
     * @param changing whether rules add to it, or take from it, as packets pass
     * @param scope where verdicts lead
     */
    NftSet(SetInfo info, List<NetlinkAttributes> all, boolean changing, NftTableScope scope) {
        this.info = info;
        List<Element> found = new ArrayList<>();
        List<byte[]> starts = new ArrayList<>();
        Map<Integer, NetlinkAttributes> byStart = new HashMap<>();
        List<byte[]> ends = new ArrayList<>();
        Optional<Verdict> otherwise = Optional.empty();
        boolean catches = false;
        boolean damaged = changing;
        boolean intervals = (info.flags() & INTERVAL) != 0 && info.fields().size() < 2;
        for (NetlinkAttributes each : all) {
            int flags = each.number(Nfta.SET_ELEM_FLAGS, 0);
            Optional<byte[]> key = each.nested(Nfta.SET_ELEM_KEY)
                    .value(Nfta.DATA_VALUE)
                    .filter(value -> value.length == info.keyLength());
            Verdict verdict = verdict(each, scope);
            if ((flags & CATCH_ALL) != 0) {
                otherwise = Optional.of(verdict);
                catches = true;
                damaged |= isLimited(each);
            } else if (key.isEmpty()) {
                damaged = true;
            } else if (each.has(Nfta.SET_ELEM_KEY_END)) {
                Optional<byte[]> end = each.nested(Nfta.SET_ELEM_KEY_END)
                        .value(Nfta.DATA_VALUE)
                        .filter(value -> value.length == info.keyLength());
                damaged |= end.isEmpty();
                found.add(new Element(key.get(), end.orElse(key.get()), verdict, isLimited(each)));
            } else if (!intervals) {
                found.add(new Element(key.get(), key.get(), verdict, isLimited(each)));
            } else if ((flags & INTERVAL_END) != 0) {
                ends.add(key.get());
            } else {
                byStart.put(starts.size(), each);
                starts.add(key.get());
            }
        }
        if (intervals) {
            addIntervals(found, starts, byStart, ends, scope);
        }
        // Beside an element for all the rest, one that limits would be taken for one that is always there.
        damaged |= catches && found.stream().anyMatch(each -> each.limited);
        elements = found;
        catchAll = otherwise;
        hasCatchAll = catches;
        open = damaged;
        size = all.size();
    }

    private static Verdict verdict(NetlinkAttributes element, NftTableScope scope) {
        return scope.verdict(element.nested(Nfta.SET_ELEM_DATA).nested(Nfta.DATA_VERDICT));
    }

    /** An element may count; if it limits, it does not always match. */
    private static boolean isLimited(NetlinkAttributes element) {
        List<NetlinkAttributes> expressions =
                new ArrayList<>(element.nested(Nfta.SET_ELEM_EXPRESSIONS).each(Nfta.LIST_ELEM));
        if (element.has(Nfta.SET_ELEM_EXPR)) {
            expressions.add(element.nested(Nfta.SET_ELEM_EXPR));
        }
        return expressions.stream()
                .map(each -> each.text(Nfta.EXPR_NAME).orElse(""))
                .anyMatch(name -> !name.equals("counter") && !name.equals("last"));
    }

    /** An interval goes from its start to just before the next end. */
    private static void addIntervals(
            List<Element> found,
            List<byte[]> starts,
            Map<Integer, NetlinkAttributes> byStart,
            List<byte[]> ends,
            NftTableScope scope) {
        List<byte[]> sorted = new ArrayList<>(ends);
        sorted.sort(Arrays::compareUnsigned);
        List<Integer> places = new ArrayList<>(byStart.keySet());
        places.sort(Comparator.comparing(starts::get, Arrays::compareUnsigned));
        int end = 0;
        for (int i = 0; i < places.size(); i++) {
            byte[] start = starts.get(places.get(i));
            while (end < sorted.size() && Arrays.compareUnsigned(sorted.get(end), start) <= 0) {
                end++;
            }
            byte[] limit = end < sorted.size() ? sorted.get(end) : null;
            byte[] next = i + 1 < places.size() ? starts.get(places.get(i + 1)) : null;
            if (next != null && (limit == null || Arrays.compareUnsigned(next, limit) < 0)) {
                limit = next;
            }
            byte[] last;
            if (limit == null) {
                last = new byte[start.length];
                Arrays.fill(last, (byte) 0xff);
            } else {
                last = before(limit);
            }
            NetlinkAttributes element = byStart.getOrDefault(places.get(i), NetlinkAttributes.NONE);
            found.add(new Element(start, last, verdict(element, scope), isLimited(element)));
        }
    }

    private static byte[] before(byte[] key) {
        byte[] less = key.clone();
        for (int i = less.length - 1; i >= 0; i--) {
            less[i]--;
            if (less[i] != (byte) 0xff) {
                break;
            }
        }
        return less;
    }

    int keyLength() {
        return info.keyLength();
    }

    /** What it maps to, NFT_OBJECT_...; 0 if not to objects. */
    int objectType() {
        return info.objectType();
    }

    /** Whether it may be that nothing more can be added; unknown where the kernel tells no size. */
    boolean isFull() {
        return info.size() > 0 && (size >= info.size() || info.lingers());
    }

    /** Whether a key is in it. */
    Condition contains(PacketBytes key, ByteComparison tests) {
        if (open || (info.flags() & OBJECT_MAP) != 0) {
            return Condition.open("the set " + info.name());
        }
        if (hasCatchAll) {
            return Condition.ALWAYS;
        }
        List<Case> cases = new ArrayList<>();
        elements.forEach(element -> cases.addAll(cases(element, key, tests)));
        return new Condition(fewer(cases), false, "the set " + info.name());
    }

    /** What a verdict map decides: keys do not overlap, so those of one verdict can go together. */
    List<Choice> choices(PacketBytes key, ByteComparison tests) {
        Map<Verdict, List<Case>> byVerdict = new LinkedHashMap<>();
        for (Element element : elements) {
            List<Case> cases = open ? List.of(Case.MAYBE) : cases(element, key, tests);
            if (!cases.isEmpty()) {
                byVerdict
                        .computeIfAbsent(element.verdict, verdict -> new ArrayList<>())
                        .addAll(cases);
            }
        }
        List<Choice> choices = new ArrayList<>();
        byVerdict.forEach((verdict, cases) -> choices.add(
                new Choice(new Condition(open ? List.of(Case.MAYBE) : fewer(cases), false, note()), verdict)));
        catchAll.ifPresent(
                verdict -> choices.add(new Choice(open ? Condition.open(note()) : Condition.ALWAYS, verdict)));
        return choices;
    }

    private String note() {
        return "the map " + info.name();
    }

    /** Cases that differ in one dimension only: sources, if there are any. */
    private record Alike(int dimension, List<Dimension> others) {}

    /** The same in fewer cases: sets may have a hundred thousand elements. */
    private static List<Case> fewer(List<Case> cases) {
        Map<Alike, List<ValueSet>> alike = new LinkedHashMap<>();
        List<Case> fewer = new ArrayList<>();
        for (Case each : cases) {
            if (each.sets().isEmpty() || each.maybe() || !each.variables().isEmpty()) {
                fewer.add(each);
                continue;
            }
            Dimension united = each.sets().stream()
                    .min(Comparator.comparingInt(Dimension::index))
                    .orElseThrow();
            List<Dimension> others = each.sets().stream()
                    .filter(set -> set.index() != united.index())
                    .toList();
            alike.computeIfAbsent(new Alike(united.index(), others), key -> new ArrayList<>())
                    .add(united.values());
        }
        alike.forEach((key, values) -> {
            List<Dimension> sets = new ArrayList<>(key.others());
            sets.add(new Dimension(key.dimension(), ValueSet.union(values)));
            fewer.add(new Case(sets, List.of(), false));
        });
        return fewer;
    }

    private List<Case> cases(Element element, PacketBytes key, ByteComparison tests) {
        List<Case> all = List.of(element.limited ? Case.MAYBE : Case.ALWAYS);
        int from = 0;
        List<Integer> fields = info.fields().size() < 2 ? List.of(info.keyLength()) : info.fields();
        for (int field : fields) {
            // Parts of a concatenation begin at multiples of four bytes.
            int to = Math.min(info.keyLength(), from + ((field + 3) & ~3));
            List<Case> product = new ArrayList<>();
            if (from < to || fields.size() == 1) {
                for (Case right : tests.cases(
                        key.slice(from, to),
                        Arrays.copyOfRange(element.first, from, to),
                        Arrays.copyOfRange(element.last, from, to))) {
                    for (Case left : all) {
                        Case both = left.and(right);
                        if (both != null) {
                            product.add(both);
                        }
                    }
                }
            }
            all = product;
            from = to;
        }
        // A key that goes on behind the parts is none that is understood.
        return from == info.keyLength() ? all : List.of(Case.MAYBE);
    }
}
