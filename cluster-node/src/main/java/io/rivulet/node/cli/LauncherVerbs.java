// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import io.rivulet.node.console.CommandFailure;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// The verbs that the launcher carries out before there is a class to run; here for `--help`.
final class LauncherVerbs {
    private static final String REASON = "the launcher ./rivulet does this; call it from the project's folder";

    private LauncherVerbs() {}

    private abstract static class Verb implements Callable<Integer> {
        @Override
        public Integer call() {
            throw CommandFailure.badInput(REASON);
        }
    }

    @Command(
            name = "build",
            mixinStandardHelpOptions = true,
            description = "Compiles everything and prepares fast starts (done by itself when sources are newer).")
    static final class Build extends Verb {}

    @Command(
            name = "test",
            mixinStandardHelpOptions = true,
            description = {
                "Runs every check: compiler lints, formats, licence headers, tests, coverage, architecture, secrets.",
                "More arguments go to Maven: ./rivulet test -pl numerics -Dtest=GmresTest"
            })
    static final class Test extends Verb {}

    @Command(
            name = "image",
            mixinStandardHelpOptions = true,
            description = {
                "Makes of the present build, in target/image, a tarball with its own Java and a container image (an OCI",
                "layout) of it; needs no container engine. Linux on x86-64, for the image a Debian."
            })
    static final class Image extends Verb {}

    @Command(
            name = "release",
            mixinStandardHelpOptions = true,
            description = {
                "Makes a release of what is committed, in target/release: tarball, image, Maven artefacts with sources",
                "and javadoc, bill of materials, notices of third parties, checksums, this version's changes."
            })
    static final class Release extends Verb {}
}
