package io.github.listeningports;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.conditions.ArchConditions.have;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.members;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.listeningports.linux.LinuxListeningPortProvider;
import io.github.listeningports.macos.MacosListeningPortProvider;
import io.github.listeningports.spi.ListeningPortProvider;
import io.github.listeningports.windows.WindowsListeningPortProvider;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What all our production classes promise, whichever module they are in. */
class HouseRulesTest {

    private static final String APP = "io.github.listeningports.app";

    /** The one in a process that design allows. */
    private static final String FIREWALL_THREAD = "io.github.listeningports.windows.firewall.FirewallThread";

    /** Reads what may hang; design allows one in a process. */
    private static final String READER_THREAD = "io.github.listeningports.linux.kernel.BoundedReader";

    /** Is in another network namespace, where the caller's thread must not be; it ends with the reading. */
    private static final String NAMESPACE_THREAD = "io.github.listeningports.linux.kernel.NamespaceThread";

    /** Loads JNA for an application that may be redeployed; the threads end with that. */
    private static final String LOADING_THREAD = "io.github.listeningports.spi.NativeLoading";

    /** Looks again and again, until its user closes it. */
    private static final String WATCH = "io.github.listeningports.PortWatch";

    /** Has the executor that a watch may get from its user. */
    private static final String WATCH_REQUEST = "io.github.listeningports.WatchRequest";

    /** Has rights that the caller's thread, which may be virtual, must not have; it ends with the reading. */
    private static final String PRIVILEGED_THREAD = "io.github.listeningports.windows.api.DebugPrivilege";

    /** Has the executor that may read owners, and gives it to {@link #WORKER_THREADS}. */
    private static final String SNAPSHOT_REQUEST = "io.github.listeningports.SnapshotRequest";

    /** Read owners along with the caller, if the user asks for more than one thread; they end before the snapshot returns. */
    private static final String WORKER_THREADS = "io.github.listeningports.linux.WorkerThreads";

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar")) // core's labs and contract
            .importPackages("io.github.listeningports");

    @Test
    void everyModuleIsLookedAtAndNoTest() {
        Set<String> packages = OURS.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());

        assertTrue(packages.containsAll(HouseRules.API_PACKAGES), packages.toString());
        assertTrue(packages.contains("io.github.listeningports.linux"), packages.toString());
        assertTrue(packages.contains("io.github.listeningports.macos"), packages.toString());
        assertTrue(packages.contains("io.github.listeningports.windows"), packages.toString());
        assertTrue(packages.contains(APP), packages.toString());
        assertEquals(
                0,
                OURS.stream()
                        .filter(each -> each.isTopLevelClass() && each.getName().matches(".*(Test|IT)"))
                        .count());
    }

    @Test
    void packagesSayWhatIsInThem() {
        noClasses()
                .should()
                .resideInAnyPackage("..internal..", "..util..", "..utils..", "..helper..", "..helpers..", "..common..")
                .because("a package's name tells what is in it, and module-info tells what is internal")
                .check(OURS);
    }

    @Test
    void ofAnExportedPackageOnlyTheApiIsPublic() {
        classes()
                .that(HouseRules.VISIBLE)
                .and(HouseRules.IN_AN_EXPORTED_PACKAGE)
                .should(be(HouseRules.IN_THE_API))
                .because("what is public and exported has users")
                .check(OURS);
    }

    @Test
    void everyTypeOfTheApiIsOnItsPage() throws IOException {
        String page = Files.readString(Path.of("../docs/api.md"));
        List<String> missing = OURS.stream()
                .filter(HouseRules.VISIBLE.and(HouseRules.IN_THE_API))
                .filter(JavaClass::isTopLevelClass)
                .map(JavaClass::getSimpleName)
                .filter(name -> !name.equals("package-info") && !page.contains("`" + name + "`"))
                .toList();

        assertEquals(List.of(), missing, "who may change what, and at what cost");
    }

    @Test
    void backendsExportNothing() {
        for (Class<?> provider : List.of(
                LinuxListeningPortProvider.class,
                MacosListeningPortProvider.class,
                WindowsListeningPortProvider.class)) {
            assertEquals(Set.of(), HouseRules.descriptor(provider).exports(), provider::getName);
        }
        assertEquals(
                HouseRules.API_PACKAGES,
                HouseRules.descriptor(ListeningPorts.class).exports().stream()
                        .map(ModuleDescriptor.Exports::source)
                        .collect(Collectors.toSet()));
    }

    @Test
    void publicIsOnlyWhatAnotherPackageUses() {
        classes()
                .that(HouseRules.VISIBLE)
                .and(not(HouseRules.IN_THE_API))
                .and(not(assignableTo(ListeningPortProvider.class)))
                .and(not(name(APP + ".Main")))
                .and(not(HouseRules.NESTED_IN_AN_INTERFACE))
                .should(HouseRules.BE_USED_FROM_ANOTHER_PACKAGE)
                .because("what one package needs alone is hidden in it")
                .check(OURS);
        members()
                .that(HouseRules.PUBLIC_BY_CHOICE)
                .and()
                .areDeclaredInClassesThat(not(HouseRules.IN_THE_API))
                .and()
                .areDeclaredInClassesThat(not(assignableTo(ListeningPortProvider.class)))
                .and()
                .areDeclaredInClassesThat(not(name(APP + ".Main")))
                .should(HouseRules.BE_ACCESSED_FROM_ANOTHER_PACKAGE)
                .because("what one package needs alone is hidden in it")
                .check(OURS);
    }

    @Test
    void modulesDependOnThemselvesAndTheApiOnly() {
        classes()
                .should(HouseRules.DEPEND_ON_THEIR_MODULE_AND_THE_API)
                .because(
                        "backends never know each other, the API knows no backend, and the program is a user like any other")
                .check(OURS);
    }

    @Test
    void theRoomsOfLinuxKnowOnlyThoseBelow() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("ports")
                .definedBy("io.github.listeningports.linux")
                .layer("processes")
                .definedBy("io.github.listeningports.linux.processes")
                .layer("containers")
                .definedBy("io.github.listeningports.linux.containers")
                .layer("bind")
                .definedBy("io.github.listeningports.linux.bind")
                .layer("firewall")
                .definedBy("io.github.listeningports.linux.firewall")
                .layer("nft")
                .definedBy("io.github.listeningports.linux.firewall.nft")
                .layer("xt")
                .definedBy("io.github.listeningports.linux.firewall.xt")
                .layer("ipset")
                .definedBy("io.github.listeningports.linux.firewall.ipset")
                .layer("packet")
                .definedBy("io.github.listeningports.linux.firewall.packet")
                .layer("kernel")
                .definedBy("io.github.listeningports.linux.kernel")
                .whereLayer("ports")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("processes")
                .mayOnlyBeAccessedByLayers("ports", "containers")
                .whereLayer("containers")
                .mayOnlyBeAccessedByLayers("ports")
                .whereLayer("bind")
                .mayOnlyBeAccessedByLayers("ports")
                .whereLayer("firewall")
                .mayOnlyBeAccessedByLayers("ports")
                .whereLayer("nft")
                .mayOnlyBeAccessedByLayers("firewall")
                .whereLayer("xt")
                .mayOnlyBeAccessedByLayers("firewall", "nft")
                .whereLayer("ipset")
                .mayOnlyBeAccessedByLayers("firewall", "nft", "xt")
                .whereLayer("packet")
                .mayOnlyBeAccessedByLayers("firewall", "nft", "xt", "ipset")
                .whereLayer("packet")
                .mayNotAccessAnyLayer()
                .whereLayer("kernel")
                .mayNotAccessAnyLayer()
                .check(OURS);
    }

    @Test
    void theRoomsOfWindowsKnowOnlyThoseBelow() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("ports")
                .definedBy("io.github.listeningports.windows")
                .layer("firewall")
                .definedBy("io.github.listeningports.windows.firewall")
                .layer("api")
                .definedBy("io.github.listeningports.windows.api")
                .whereLayer("ports")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("firewall")
                .mayOnlyBeAccessedByLayers("ports")
                .whereLayer("api")
                .mayNotAccessAnyLayer()
                .check(OURS);
    }

    @Test
    void noCircleTiesClassesTogether() {
        assertEquals(Set.of(), HouseRules.circles(OURS), "classes of a circle can only be understood together");
    }

    @Test
    void packetsAreAModelAndTouchNothing() {
        noClasses()
                .that()
                .resideInAPackage("io.github.listeningports.linux.firewall.packet..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.io..", "java.nio.file..", "java.nio.channels..", "org.slf4j..", "com.sun.jna..")
                .because("what rules do to packets is computed, whatever system the rules were read on")
                .check(OURS);
    }

    @Test
    void nativeCodeIsCalledWhereItsNameSaysSo() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.github.listeningports.linux.kernel", "io.github.listeningports.windows.api")
                .and(not(HouseRules.CALLS_NATIVE_CODE_ELSEWHERE))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.sun.jna..")
                .because("a crash, a warning of the JVM or a missing JNA comes from these places only")
                .check(OURS);
    }

    @Test
    void noClassIsAbstract() {
        noClasses()
                .that(not(HouseRules.INTERFACE_OR_ENUM))
                .should()
                .haveModifier(JavaModifier.ABSTRACT)
                .because("code is shared by calling it; whoever inherits it has to read two classes at once")
                .check(OURS);
    }

    @Test
    void classesAreFinal() {
        classes()
                .that(not(HouseRules.INTERFACE_OR_ENUM))
                .and()
                .areNotAnonymousClasses()
                .should()
                .haveModifier(JavaModifier.FINAL)
                .because("what nobody may extend can be changed; records are final too")
                .check(OURS);
    }

    @Test
    void theChosenProviderAndTheThreadsForWhatMayHangAreTheOnlyStaticVariables() {
        fields().that()
                .areStatic()
                .and()
                .areNotFinal()
                .should()
                .haveFullName(ChosenProvider.class.getName() + ".chosen")
                .orShould()
                .haveFullName(FIREWALL_THREAD + ".running")
                .orShould()
                .haveFullName(READER_THREAD + ".ofProcess")
                .because("state lives in objects that the user opens and closes")
                .check(OURS);
    }

    @Test
    void constantsAreConstant() {
        noFields()
                .that()
                .areStatic()
                .and(not(HouseRules.MADE_BY_THE_COMPILER))
                .should(have(HouseRules.A_MUTABLE_TYPE))
                .because("a static array, collection or counter is a global variable, final or not")
                .check(OURS);
    }

    @Test
    void nothingStartsAThreadButWhatMayHangAWatchAndWhoeverAsksForSeveral() {
        noClasses()
                .that(not(name(FIREWALL_THREAD))
                        .and(not(name(READER_THREAD)))
                        .and(not(name(LOADING_THREAD)))
                        .and(not(name(PRIVILEGED_THREAD)))
                        .and(not(name(NAMESPACE_THREAD)))
                        .and(not(name(WATCH)))
                        .and(not(name(WORKER_THREADS)))
                        .and(not(nameMatching("(" + WATCH_REQUEST + "|" + SNAPSHOT_REQUEST + ")(\\$.*)?"))))
                .should()
                .accessTargetWhere(target(owner(assignableTo(Thread.class))).and(target(name("<init>"))))
                .orShould()
                .accessTargetWhere(target(owner(assignableTo(Thread.class)))
                        .and(target(nameMatching("start|of.*|startVirtualThread"))))
                .orShould()
                .dependOnClassesThat(assignableTo(Executor.class)
                        .or(assignableTo(Executors.class))
                        .or(assignableTo(CompletableFuture.class))
                        .or(assignableTo(Timer.class)))
                .orShould()
                .accessTargetWhere(target(nameMatching("parallel|parallelStream")))
                .because(
                        "a snapshot is one call on the caller's thread, unless more are asked for; a parallel stream borrows the common pool's")
                .check(OURS);
    }

    @Test
    void onlyTheProgramPrints() {
        noClasses()
                .that()
                .resideOutsideOfPackage(APP)
                .should()
                .accessTargetWhere(target(owner(assignableTo(System.class))).and(target(nameMatching("out|err"))))
                .orShould()
                .accessTargetWhere(target(owner(assignableTo(Throwable.class))).and(target(name("printStackTrace"))))
                .because("the streams belong to the user's program")
                .check(OURS);
    }

    @Test
    void parsersTouchNothing() {
        noClasses()
                .that()
                .haveNameMatching(".*Parser(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.io..", "java.nio.file..", "java.nio.channels..", "org.slf4j..", "com.sun.jna..")
                .because("bytes in, rows out: so a parser is tested, fuzzed and measured on any system")
                .check(OURS);
    }

    @Test
    void noNameIsLookedUp() {
        noClasses()
                .should()
                .accessTargetWhere(target(
                                owner(assignableTo(InetAddress.class).or(assignableTo(InetSocketAddress.class))))
                        .and(target(nameMatching(
                                "getByName|getAllByName|getLocalHost|getHostName|getCanonicalHostName|toString"))))
                .orShould()
                .callConstructor(InetSocketAddress.class, String.class, int.class)
                .because(
                        "a resolver can block for seconds and tells the network who is looking; AddressText writes addresses")
                .check(OURS);
    }

    @Test
    void theApiTakesAndReturnsNoArrayAndNoNull() {
        codeUnits()
                .that(HouseRules.CALLABLE_BY_USERS)
                .should(HouseRules.TAKE_AND_RETURN_NO_ARRAY_AND_NO_NULL)
                .because(
                        "an array can be changed behind one's back, and what may be absent is an Optional or an empty list")
                .check(OURS);
    }

    @Test
    void recordsHoldNoArrays() {
        noFields()
                .that()
                .areDeclaredInClassesThat(HouseRules.RECORD)
                .and()
                .areNotStatic()
                .should(have(HouseRules.AN_ARRAY_TYPE))
                .because("records compare, and an array compares by identity, in a list too")
                .check(OURS);
    }

    @Test
    void everyPackageIsNullMarked() {
        classes()
                .should(be(HouseRules.IN_A_NULL_MARKED_PACKAGE))
                .because("no null crosses the API, and NullAway checks only what is marked")
                .check(OURS);
    }

    @Test
    void thereIsOneExceptionBesideThoseForWhatDidNotCome() {
        classes()
                .that()
                .areAssignableTo(Throwable.class)
                .should()
                .be(ListeningPortsException.class)
                .orShould()
                .be(AwaitException.class)
                .orShould()
                .be(BindTimeoutException.class)
                .because("one catch clause is enough for a user; anything less than total failure is a diagnostic, and"
                        + " that an awaited port stays shut, or taken, is no failure to read")
                .check(OURS);
    }

    @Test
    void theApiDeclaresNoCheckedExceptionButAnInterrupt() {
        codeUnits()
                .that(HouseRules.CALLABLE_BY_USERS)
                .should(HouseRules.DECLARE_NO_CHECKED_EXCEPTION)
                .because("ours are unchecked, and who interrupts a wait wants it to end")
                .check(OURS);
    }

    @Test
    void noProcessIsSpawned() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.github.listeningports.macos.CommandReader") // there is no other way
                .and()
                .doNotHaveFullyQualifiedName(APP + ".ToolReader") // for the report that compares them with ours
                .and(not(nameMatching("io\\.github\\.listeningports\\.Await(Request|edProcess)"))) // take the user's
                .should()
                .dependOnClassesThat(assignableTo(ProcessBuilder.class).or(assignableTo(Process.class)))
                .orShould()
                .accessTargetWhere(target(owner(assignableTo(Runtime.class))).and(target(name("exec"))))
                .because("the system is asked itself, and not a tool that may be absent, slow or another's")
                .check(OURS);
    }
}
