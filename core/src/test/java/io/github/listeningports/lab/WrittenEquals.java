package io.github.listeningports.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.stream.Stream;

/** Checks a record whose equals and hashCode are written by hand: whether each component takes part. */
public final class WrittenEquals {

    private WrittenEquals() {}

    /**
     * Checks it by two records that differ in every component, each exchanged in turn.
     *
     * @param determined the components that another one determines, in which the two do not differ
     */
    public static void check(Record one, Record other, String... determined) throws ReflectiveOperationException {
        RecordComponent[] components = one.getClass().getRecordComponents();
        Object[] values = values(one, components);
        Object[] others = values(other, components);
        Record same = with(one, values);
        assertEquals(one, same);
        assertEquals(one.hashCode(), same.hashCode());
        assertNotEquals(one, "no record");
        assertNotEquals(one, null);
        for (int i = 0; i < components.length; i++) {
            if (List.of(determined).contains(components[i].getName())) {
                continue;
            }
            assertNotEquals(values[i], others[i], components[i].getName());
            Object[] changed = values.clone();
            changed[i] = others[i];
            Record differs = with(one, changed);
            assertNotEquals(one, differs, components[i].getName());
            assertNotEquals(differs, one, components[i].getName());
        }
    }

    private static Object[] values(Record from, RecordComponent[] components) throws ReflectiveOperationException {
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            components[i].getAccessor().setAccessible(true);
            values[i] = components[i].getAccessor().invoke(from);
        }
        return values;
    }

    private static Record with(Record like, Object[] values) throws ReflectiveOperationException {
        Class<?>[] types = Stream.of(like.getClass().getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        Constructor<? extends Record> constructor = like.getClass().getDeclaredConstructor(types);
        constructor.setAccessible(true);
        return constructor.newInstance(values);
    }
}
