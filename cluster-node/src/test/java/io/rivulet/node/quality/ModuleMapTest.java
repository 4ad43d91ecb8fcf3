// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.quality;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.rivulet.numerics.verify.Verdict;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/// The map of the modules, and what each of them must not know. A rule that fails here names the class and the
/// line. The module `client`, which is built after this one, has a ClientMapTest.
@AnalyzeClasses(packages = "io.rivulet", importOptions = ImportOption.DoNotIncludeTests.class)
final class ModuleMapTest {
    private static final Set<String> CLASSIC_TYPES = Set.of(
            "org.apache.pekko.actor.AbstractActor",
            "org.apache.pekko.actor.UntypedAbstractActor",
            "org.apache.pekko.actor.AbstractLoggingActor",
            "org.apache.pekko.actor.ActorRef",
            "org.apache.pekko.actor.ActorSystem",
            "org.apache.pekko.actor.Props",
            "org.apache.pekko.actor.Actor");

    @ArchTest
    static final ArchRule modulesDependOnlyDownwards = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("pure")
            .definedBy("io.rivulet.numerics..", "io.rivulet.fields..", "io.rivulet.patterns..")
            .layer("serialization")
            .definedBy("io.rivulet.serialization..")
            .layer("actors")
            .definedBy("io.rivulet.actors..")
            .layer("http")
            .definedBy("io.rivulet.http..")
            .layer("quic")
            .definedBy("io.rivulet.quic..")
            .layer("node")
            .definedBy("io.rivulet.node..")
            .whereLayer("node")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("http")
            .mayOnlyBeAccessedByLayers("node")
            .whereLayer("quic")
            .mayOnlyBeAccessedByLayers("node")
            .whereLayer("actors")
            .mayOnlyBeAccessedByLayers("http", "quic", "node")
            .whereLayer("serialization")
            .mayOnlyBeAccessedByLayers("actors", "http", "quic", "node");

    @ArchTest
    static final ArchRule numericsNeedsTheJdkAlone = noClasses()
            .that()
            .resideInAPackage("io.rivulet.numerics..")
            .should()
            .dependOnClassesThat(not(resideInAPackage("io.rivulet.numerics.."))
                    .and(not(resideInAPackage("java..")))
                    .and(not(resideInAPackage("jdk..")))
                    .and(not(resideInAPackage("org.jspecify.."))));

    @ArchTest
    static final ArchRule fieldsNeedTheJdkAndNumericsAlone = noClasses()
            .that()
            .resideInAPackage("io.rivulet.fields..")
            .should()
            .dependOnClassesThat(not(resideInAPackage("io.rivulet.fields.."))
                    .and(not(resideInAPackage("io.rivulet.numerics..")))
                    .and(not(resideInAPackage("java..")))
                    .and(not(resideInAPackage("jdk..")))
                    .and(not(resideInAPackage("org.jspecify.."))));

    @ArchTest
    static final ArchRule patternsNeedTheJdkAlone = noClasses()
            .that()
            .resideInAPackage("io.rivulet.patterns..")
            .should()
            .dependOnClassesThat(not(resideInAPackage("io.rivulet.patterns.."))
                    .and(not(resideInAPackage("java..")))
                    .and(not(resideInAPackage("jdk..")))
                    .and(not(resideInAPackage("org.jspecify.."))));

    @ArchTest
    static final ArchRule fieldsAndPatternsReadAndWriteNothing = noClasses()
            .that()
            .resideInAnyPackage("io.rivulet.fields..", "io.rivulet.patterns..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.io..", "java.nio.file..", "java.net..", "java.util.logging..")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(InstantSource.class);

    @ArchTest
    static final ArchRule pureModulesLookAtNoClockAndNoProperty = noClasses()
            .that()
            .resideInAnyPackage("io.rivulet.numerics..", "io.rivulet.fields..", "io.rivulet.patterns..")
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "getProperty", String.class)
            .orShould()
            .callMethod(System.class, "getenv", String.class);

    @ArchTest
    static final ArchRule machinesArePlainJava = noClasses()
            .that()
            .resideInAPackage("io.rivulet..core..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.pekko..", "com.typesafe..", "org.slf4j..", "java.sql..")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule onlyTheStoreSpeaksJdbc = noClasses()
            .that()
            .resideOutsideOfPackage("io.rivulet.actors.store..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "org.h2..", "org.postgresql..", "com.zaxxer.hikari..");

    @ArchTest
    static final ArchRule actorsAreTyped = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.rivulet.actors.cluster.MemoryAllocation")
            .and()
            .doNotHaveFullyQualifiedName("io.rivulet.http.edge.ConnectionBytes")
            .should()
            .dependOnClassesThat(DescribedPredicate.describe(
                    "belong to the classic actor API", (JavaClass c) -> CLASSIC_TYPES.contains(c.getName())));

    @ArchTest
    static final ArchRule actorsDoNotWait = noClasses()
            .that()
            .resideInAPackage("io.rivulet.actors..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("scala.concurrent.Await")
            .orShould()
            .accessTargetWhere(
                    DescribedPredicate.describe("waits for a future", (JavaAccess<?> access) -> isWaiting(access)));

    @ArchTest
    static final ArchRule onlyVerificationMakesVerdicts = noClasses()
            .that()
            .resideOutsideOfPackage("io.rivulet.numerics.verify")
            .should()
            .accessTargetWhere(DescribedPredicate.describe(
                    "constructs a Verdict",
                    (JavaAccess<?> access) -> access.getTargetOwner().isEquivalentTo(Verdict.class)
                            && access.getTarget().getName().equals("<init>")));

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.rivulet.(*).(**)").should().beFreeOfCycles();

    private static boolean isWaiting(JavaAccess<?> access) {
        String method = access.getTarget().getName();
        boolean future = access.getTargetOwner().isAssignableTo(Future.class)
                || access.getTargetOwner().isEquivalentTo(CompletableFuture.class);
        return future && (method.equals("join") || method.equals("get"));
    }
}
