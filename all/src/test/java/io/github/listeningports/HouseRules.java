package io.github.listeningports;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Executable;
import java.nio.Buffer;
import java.util.BitSet;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** The words that {@link HouseRulesTest} is written in, where ArchUnit has none of its own. */
final class HouseRules {

    static final Set<String> API_PACKAGES = Set.of("io.github.listeningports", "io.github.listeningports.spi");

    static final DescribedPredicate<JavaClass> IN_THE_API =
            describe("in the API", each -> API_PACKAGES.contains(each.getPackageName()));

    /** What is nested in a class that is not public is hidden, whatever its own modifier says. */
    static final DescribedPredicate<JavaClass> VISIBLE = describe(
            "are public, and so is what they are nested in",
            each -> Stream.iterate(
                            each,
                            inner -> inner != null,
                            inner -> inner.getEnclosingClass().orElse(null))
                    .allMatch(inner -> inner.getModifiers().contains(JavaModifier.PUBLIC)));

    static final DescribedPredicate<JavaClass> INTERFACE_OR_ENUM =
            describe("interfaces or enums", each -> each.isInterface() || each.isEnum());

    static final DescribedPredicate<JavaClass> RECORD = describe("are records", JavaClass::isRecord);

    static final DescribedPredicate<JavaClass> IN_A_NULL_MARKED_PACKAGE = describe(
            "in a package marked @NullMarked", each -> each.getPackage().isAnnotatedWith(NullMarked.class));

    static final DescribedPredicate<JavaField> AN_ARRAY_TYPE =
            describe("an array type", field -> field.getRawType().isArray());

    /** As far as the type tells: a {@code List} may be {@code List.of()}, an {@code ArrayList} is none. */
    static final DescribedPredicate<JavaField> A_MUTABLE_TYPE = describe("a mutable type", field -> {
        JavaClass type = field.getRawType();
        boolean collection = type.isAssignableTo(Collection.class) || type.isAssignableTo(Map.class);
        return type.isArray()
                || (collection && !type.isInterface())
                || (type.getPackageName().startsWith("java.util.concurrent") && !type.isEnum())
                || Stream.of(ThreadLocal.class, Buffer.class, BitSet.class, StringBuilder.class, StringBuffer.class)
                        .anyMatch(type::isAssignableTo);
    });

    /** Such as an enum's {@code $VALUES}. */
    static final DescribedPredicate<JavaMember> MADE_BY_THE_COMPILER =
            describe("made by the compiler", each -> each.getModifiers().contains(JavaModifier.SYNTHETIC));

    static final DescribedPredicate<JavaCodeUnit> CALLABLE_BY_USERS = describe(
            "can be called by users",
            each -> IN_THE_API.and(VISIBLE).test(each.getOwner())
                    && (each.getModifiers().contains(JavaModifier.PUBLIC)
                            || each.getModifiers().contains(JavaModifier.PROTECTED)));

    static final ArchCondition<JavaClass> DEPEND_ON_THEIR_PACKAGE_AND_THE_API =
            new ArchCondition<>("depend, of our packages, on their own and the API's only") {
                @Override
                public void check(JavaClass item, ConditionEvents events) {
                    for (Dependency dependency : item.getDirectDependenciesFromSelf()) {
                        JavaClass target = dependency.getTargetClass().getBaseComponentType();
                        if (target.getPackageName().startsWith("io.github.listeningports")
                                && !target.getPackageName().equals(item.getPackageName())
                                && !IN_THE_API.test(target)) {
                            events.add(violated(item, dependency.getDescription()));
                        }
                    }
                }
            };

    static final ArchCondition<JavaCodeUnit> TAKE_AND_RETURN_NO_ARRAY_AND_NO_NULL =
            new ArchCondition<>("take and return no array (varargs aside), no box and nothing @Nullable") {
                @Override
                public void check(JavaCodeUnit item, ConditionEvents events) {
                    Executable reflected = reflect(item);
                    AnnotatedType[] parameters = reflected.getAnnotatedParameterTypes();
                    for (int i = 0; i < parameters.length; i++) {
                        boolean varargs = reflected.isVarArgs() && i == parameters.length - 1;
                        if (isNullish(parameters[i]) || (isArray(parameters[i]) && !varargs)) {
                            events.add(violated(item, item.getFullName() + " takes " + parameters[i]));
                        }
                    }
                    AnnotatedType returned = reflected.getAnnotatedReturnType();
                    // The array that every enum's values() returns is a copy, and the language's.
                    boolean values = item.getOwner().isEnum() && item.getName().equals("values");
                    if (isNullish(returned) || (isArray(returned) && !values)) {
                        events.add(violated(item, item.getFullName() + " returns " + returned));
                    }
                }
            };

    static final ArchCondition<JavaCodeUnit> DECLARE_NO_CHECKED_EXCEPTION =
            new ArchCondition<>("declare no checked exception") {
                @Override
                public void check(JavaCodeUnit item, ConditionEvents events) {
                    item.getThrowsClause().getTypes().stream()
                            .filter(Predicate.not(type -> type.isAssignableTo(RuntimeException.class)))
                            .forEach(type ->
                                    events.add(violated(item, item.getFullName() + " throws " + type.getName())));
                }
            };

    private static final Set<Object> BOXES = Set.of(
            Boolean.class,
            Byte.class,
            Character.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            Void.class);

    private HouseRules() {}

    /** A box is a primitive that can be null. */
    private static boolean isNullish(AnnotatedType type) {
        return type.isAnnotationPresent(Nullable.class) || BOXES.contains(type.getType());
    }

    private static boolean isArray(AnnotatedType type) {
        return type.getType() instanceof Class<?> raw && raw.isArray();
    }

    private static Executable reflect(JavaCodeUnit unit) {
        if (unit instanceof JavaMethod method) {
            return method.reflect();
        }
        return ((JavaConstructor) unit).reflect();
    }
}
