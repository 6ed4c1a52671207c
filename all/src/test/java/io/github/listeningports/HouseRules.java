package io.github.listeningports;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Executable;
import java.net.URISyntaxException;
import java.nio.Buffer;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
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

    /** Such as an enum's {@code $VALUES}. */
    static final DescribedPredicate<JavaMember> MADE_BY_THE_COMPILER =
            describe("made by the compiler", each -> each.getModifiers().contains(JavaModifier.SYNTHETIC));

    static final DescribedPredicate<JavaField> AN_ARRAY_TYPE = describe(
            "an array type, or a type of arrays",
            field -> field.reflect().getGenericType().getTypeName().contains("[]"));

    static final DescribedPredicate<JavaClass> IN_AN_EXPORTED_PACKAGE = describe(
            "in an exported package",
            each -> descriptor(each.reflect()).exports().stream()
                    .anyMatch(exports -> exports.source().equals(each.getPackageName())));

    /** Beside the two packages that are made for it. */
    static final DescribedPredicate<JavaClass> CALLS_NATIVE_CODE_ELSEWHERE = describe(
            "macOS' LibSystem and NativeAccess, and the interfaces of COM",
            each -> Set.of(
                            "io.github.listeningports.macos.LibSystem",
                            "io.github.listeningports.macos.NativeAccess",
                            "io.github.listeningports.windows.firewall.FirewallComApi")
                    .contains(topLevel(each)));

    /** A verdict names a chain, a chain has rules, a rule has steps, and a step decides a verdict: the field's own recursion. */
    private static final Set<String> ONE_MODEL = Stream.of("Chain", "Rule", "Step", "Verdict")
            .map(name -> "io.github.listeningports.linux.firewall.packet." + name)
            .collect(Collectors.toUnmodifiableSet());

    /** Such a class is public by itself. */
    static final DescribedPredicate<JavaClass> NESTED_IN_AN_INTERFACE = describe(
            "nested in an interface",
            each -> each.getEnclosingClass().map(JavaClass::isInterface).orElse(false));

    static final ArchCondition<JavaClass> BE_USED_FROM_ANOTHER_PACKAGE =
            new ArchCondition<>("be used from another package") {
                @Override
                public void check(JavaClass item, ConditionEvents events) {
                    boolean used = item.getPackage().getClasses().stream()
                            .filter(each -> each.equals(item) || each.getName().startsWith(item.getName() + "$"))
                            .flatMap(each -> each.getDirectDependenciesToSelf().stream())
                            .anyMatch(dependency -> isElsewhere(dependency.getOriginClass(), item));
                    if (!used) {
                        events.add(violated(item, item.getName() + " is public, and its package alone uses it"));
                    }
                }
            };

    /**
     * What nobody but its author made public: not what an interface, a record or an enum has by itself, nor a constant, which the compiler copies to where it
     * is used.
     */
    static final DescribedPredicate<JavaMember> PUBLIC_BY_CHOICE = describe("are public by choice", each -> {
        JavaClass owner = each.getOwner();
        boolean constant = each instanceof JavaField field
                && field.getModifiers().containsAll(Set.of(JavaModifier.STATIC, JavaModifier.FINAL))
                && (field.getRawType().isPrimitive() || field.getRawType().isEquivalentTo(String.class));
        boolean given = owner.isInterface()
                || owner.isAnonymousClass()
                || owner.isEnum()
                || (owner.isRecord() && (each instanceof JavaConstructor || isAccessor(each)))
                || (each instanceof JavaMethod method && overrides(method))
                || MADE_BY_THE_COMPILER.test(each);
        return VISIBLE.test(owner) && each.getModifiers().contains(JavaModifier.PUBLIC) && !constant && !given;
    });

    static final ArchCondition<JavaMember> BE_ACCESSED_FROM_ANOTHER_PACKAGE =
            new ArchCondition<>("be accessed from another package") {
                @Override
                public void check(JavaMember item, ConditionEvents events) {
                    boolean called = item.getAccessesToSelf().stream()
                            .anyMatch(access -> isElsewhere(access.getOriginOwner(), item.getOwner()));
                    // An inherited constructor of its own package is what makes an object of a public class.
                    if (!called && !isImplicitConstructor(item)) {
                        events.add(violated(item, item.getFullName() + " is public, and its package alone uses it"));
                    }
                }
            };

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

    static final DescribedPredicate<JavaCodeUnit> CALLABLE_BY_USERS = describe(
            "can be called by users",
            each -> IN_THE_API.and(VISIBLE).test(each.getOwner())
                    && (each.getModifiers().contains(JavaModifier.PUBLIC)
                            || each.getModifiers().contains(JavaModifier.PROTECTED)));

    static final ArchCondition<JavaClass> DEPEND_ON_THEIR_MODULE_AND_THE_API =
            new ArchCondition<>("depend, of our classes, on their own module's and the API's only") {
                @Override
                public void check(JavaClass item, ConditionEvents events) {
                    for (Dependency dependency : item.getDirectDependenciesFromSelf()) {
                        JavaClass target = dependency.getTargetClass().getBaseComponentType();
                        if (target.getPackageName().startsWith(OURS)
                                && !module(target).equals(module(item))
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
            new ArchCondition<>("declare no checked exception but InterruptedException") {
                @Override
                public void check(JavaCodeUnit item, ConditionEvents events) {
                    item.getThrowsClause().getTypes().stream()
                            .filter(type -> !type.isAssignableTo(RuntimeException.class)
                                    && !type.isEquivalentTo(InterruptedException.class))
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

    private static final String OURS = "io.github.listeningports";

    private HouseRules() {}

    /** What module-info says where a class comes from: a jar, or a folder of classes. */
    static ModuleDescriptor descriptor(Class<?> of) {
        try {
            Path place = Path.of(
                    of.getProtectionDomain().getCodeSource().getLocation().toURI());
            return ModuleFinder.of(place).findAll().iterator().next().descriptor();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * The top-level classes that are on a circle of dependencies, or between two; a nested class counts for the one that it is written in. (ArchUnit's rule for slices
     * finds not every circle: version 1.5 passes over NftSet and NftTable using each other.)
     */
    static Set<String> circles(JavaClasses classes) {
        Map<String, Set<String>> uses = new TreeMap<>();
        for (JavaClass each : classes) {
            Set<String> used = uses.computeIfAbsent(node(each), name -> new TreeSet<>());
            each.getDirectDependenciesFromSelf()
                    .forEach(dependency ->
                            used.add(node(dependency.getTargetClass().getBaseComponentType())));
        }
        uses.forEach((name, used) -> used.remove(name));
        boolean smaller = true;
        while (smaller) {
            // What uses none of the others is on no circle, nor is what none of the others uses.
            uses.values().forEach(used -> used.retainAll(uses.keySet()));
            Set<String> all = uses.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
            smaller = uses.entrySet().removeIf(entry -> entry.getValue().isEmpty() || !all.contains(entry.getKey()));
        }
        return uses.keySet();
    }

    private static String node(JavaClass each) {
        String name = topLevel(each);
        return ONE_MODEL.contains(name) ? "Chain, Rule, Step and Verdict" : name;
    }

    private static String topLevel(JavaClass each) {
        return each.getName().replaceFirst("\\$.*", "");
    }

    /** The package below ours: linux of linux.firewall.nft; the API's two packages are one module. */
    private static String module(JavaClass each) {
        return IN_THE_API.test(each)
                ? OURS
                : each.getPackageName().replaceFirst("^(" + OURS.replace(".", "\\.") + "\\.\\w+).*", "$1");
    }

    private static boolean isElsewhere(JavaClass user, JavaClass used) {
        return !user.getPackageName().equals(used.getPackageName());
    }

    private static boolean isAccessor(JavaMember member) {
        return member instanceof JavaMethod method
                && method.getRawParameterTypes().isEmpty()
                && member.getOwner().tryGetField(member.getName()).isPresent();
    }

    private static boolean overrides(JavaMethod method) {
        Class<?>[] parameters = method.reflect().getParameterTypes();
        return Stream.concat(
                        method.getOwner().getAllRawSuperclasses().stream(),
                        method.getOwner().getAllRawInterfaces().stream())
                .anyMatch(type -> Stream.of(type.reflect().getDeclaredMethods())
                        .anyMatch(inherited -> inherited.getName().equals(method.getName())
                                && inherited.getParameterCount() == parameters.length));
    }

    /** One that is as public as its class. */
    private static boolean isImplicitConstructor(JavaMember member) {
        return member instanceof JavaConstructor constructor
                && constructor.getRawParameterTypes().isEmpty();
    }

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
