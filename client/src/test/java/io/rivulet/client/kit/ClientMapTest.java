// SPDX-License-Identifier: Apache-2.0
package io.rivulet.client.kit;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// Somebody can take the client alone. That the server does without it is held by the order of the modules.
@AnalyzeClasses(packages = "io.rivulet.client", importOptions = ImportOption.DoNotIncludeTests.class)
final class ClientMapTest {
    private static final String CLIENT = "io.rivulet.client";

    @ArchTest
    static final ArchRule theClientNeedsTheJdkAndJacksonAlone = noClasses()
            .that()
            .resideInAPackage(CLIENT)
            .should()
            .dependOnClassesThat(not(resideInAPackage(CLIENT))
                    .and(not(resideInAPackage("java..")))
                    .and(not(resideInAPackage("javax.net.ssl..")))
                    .and(not(resideInAPackage("com.fasterxml.jackson..")))
                    .and(not(resideInAPackage("org.jspecify.."))));
}
