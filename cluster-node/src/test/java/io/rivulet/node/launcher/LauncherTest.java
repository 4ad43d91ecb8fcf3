// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The real script in a small project of its own, with a JDK and a Maven that only write down how they were called.
final class LauncherTest {
    private static final long SECONDS = 30;

    @TempDir
    Path folder;

    private Path project;
    private Path tools;

    private record Result(int code, String out, String err) {}

    @BeforeEach
    void setUp() throws IOException {
        project = Files.createDirectories(folder.resolve("a project"));
        tools = Files.createDirectories(folder.resolve("tools"));
        Files.copy(Path.of(System.getProperty("rivulet.root", ".."), "rivulet"), project.resolve("rivulet"));
        executable(project.resolve("rivulet"));
        Files.createDirectories(project.resolve("cluster-node/src/main"));
        Files.writeString(project.resolve("pom.xml"), "<project/>");
        Files.writeString(project.resolve("cluster-node/pom.xml"), "<project/>");
        Files.writeString(project.resolve("cluster-node/src/main/A.java"), "class A {}");
        for (String name : List.of(
                "awk",
                "tee",
                "find",
                "head",
                "grep",
                "dirname",
                "readlink",
                "touch",
                "cat",
                "rm",
                "mkdir",
                "sleep",
                "env")) {
            passOn(name);
        }
    }

    private void passOn(String name) throws IOException {
        for (String bin : List.of("/usr/bin", "/bin")) {
            Path tool = Path.of(bin, name);
            if (Files.exists(tool)) {
                install(name, "exec " + tool + " \"$@\"");
                return;
            }
        }
    }

    @Test
    void withoutAJdkItSaysHowToGetOne() throws Exception {
        Result result = run(Map.of(), "--help");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("no JDK 25").contains("adoptium").contains("RIVULET_JAVA_HOME");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void anOlderJavaIsPassedOver() throws Exception {
        Path old = jdk("old", "17.0.2");
        Path right = jdk("right", "25.0.1");
        install("mvn", "mkdir -p cluster-node/target/lib; : >cluster-node/target/cluster-node-1.jar");
        Result result =
                run(Map.of("RIVULET_JAVA_HOME", old.toString(), "JAVA_HOME", right.toString()), "solve", "a b.mtx");
        assertThat(result.code()).as(result.err()).isEqualTo(0);
        assertThat(result.out()).contains("java of right").contains("[solve]").contains("[a b.mtx]");
    }

    @Test
    void aJdkIsFoundInTheFoldersOfTheSystem() throws Exception {
        jdk("jvms/java-17", "17.0.2");
        jdk("jvms/temurin-25", "25");
        install("mvn", "mkdir -p cluster-node/target/lib; : >cluster-node/target/cluster-node-1.jar");
        Result result = run(Map.of("RIVULET_JVM_FOLDERS", folder.resolve("jvms").toString()), "analyze");
        assertThat(result.code()).as(result.err()).isEqualTo(0);
        assertThat(result.out()).contains("java of temurin-25").doesNotContain("jdk.incubator.vector");
    }

    @Test
    void itBuildsOnlyWhenASourceIsNewerAndKeepsStdoutClean() throws Exception {
        Path home = jdk("right", "25.0.1");
        install(
                "mvn",
                "echo called >>\"$0.calls\"; echo '[INFO] Building numerics 0.1.0 [1/2]'; mkdir -p cluster-node/target/lib;"
                        + " : >cluster-node/target/cluster-node-1.jar; : >cluster-node/target/lib/b.jar");
        Map<String, String> environment = Map.of("RIVULET_JAVA_HOME", home.toString());

        Result first = run(environment, "solve");
        assertThat(first.code()).as(first.err()).isEqualTo(0);
        assertThat(first.out()).startsWith("java of right").doesNotContain("Building");
        assertThat(first.err()).contains("building").contains("numerics");
        assertThat(first.out())
                .contains("[" + project + "/cluster-node/target/cluster-node-1.jar:" + project
                        + "/cluster-node/target/lib/b.jar]")
                .contains("[--sun-misc-unsafe-memory-access=allow]")
                .contains("[--enable-native-access=ALL-UNNAMED]")
                .contains("[--add-modules=jdk.incubator.vector]")
                .doesNotContain("ExitOnOutOfMemoryError");
        assertThat(calls()).isEqualTo(1);

        assertThat(run(environment, "serve").out()).contains("ExitOnOutOfMemoryError");
        assertThat(calls()).as("nothing changed").isEqualTo(1);

        Files.setLastModifiedTime(
                project.resolve("cluster-node/src/main/A.java"),
                FileTime.from(Instant.now().plusSeconds(5)));
        assertThat(run(environment, "solve").code()).isEqualTo(0);
        assertThat(calls()).as("a source is newer").isEqualTo(2);
    }

    @Test
    void aFailedBuildShowsItsErrorsAndRunsNothing() throws Exception {
        Path home = jdk("right", "25.0.1");
        install("mvn", "echo '[ERROR] A.java:[1,1] class expected'; exit 1");
        Result result = run(Map.of("RIVULET_JAVA_HOME", home.toString()), "solve");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("class expected").contains("build.log");
        assertThat(result.out()).isEmpty();
        assertThat(project.resolve("target/launch/lock")).doesNotExist();
    }

    @Test
    void testPassesMavensVerdictOn() throws Exception {
        Path home = jdk("right", "25.0.1");
        Map<String, String> environment = Map.of("RIVULET_JAVA_HOME", home.toString());
        install(
                "mvn",
                "case \"$*\" in *package*) mkdir -p cluster-node/target/lib; : >cluster-node/target/cluster-node-1.jar ;;"
                        + " *) echo \"$@\"; echo '[INFO] chatter'; ./rivulet nested; echo '[INFO] BUILD FAILURE'; exit 1 ;; esac");
        Result failed = run(environment, "test", "-pl", "numerics");
        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.err()).contains("BUILD FAILURE").doesNotContain("chatter");
        assertThat(Files.readString(project.resolve("target/launch/test.log")))
                .contains("verify -pl numerics")
                .as("a test may call the launcher")
                .contains("[nested]");

        install("mvn", "echo '[INFO] BUILD SUCCESS'");
        Result passed = run(environment, "test");
        assertThat(passed.code()).isEqualTo(0);
        assertThat(passed.err()).contains("BUILD SUCCESS");
    }

    @Test
    void testInstallsABrowserOnlyWhereThereIsNoneAndItMay() throws Exception {
        Map<String, String> environment =
                Map.of("RIVULET_JAVA_HOME", jdk("right", "25.0.1").toString());
        install(
                "mvn",
                "mkdir -p cluster-node/target/lib; : >cluster-node/target/cluster-node-1.jar; echo '[INFO] BUILD SUCCESS'");
        install("apt-get", "echo \"$@\" >>\"$0.calls\"");
        install("id", "echo 1000");
        assertThat(run(environment, "test").err()).contains("there is no chromium");
        assertThat(tools.resolve("apt-get.calls")).doesNotExist();

        install("id", "echo 0");
        assertThat(run(environment, "test").err()).contains("installing chromium", "there is no chromium");
        assertThat(Files.readString(tools.resolve("apt-get.calls"))).contains("install -y", "chromium");

        install("chromium", "exit 0");
        assertThat(run(environment, "test").err()).doesNotContain("chromium");
    }

    @Test
    void toldNotToBuildItRunsWhatIsThereOrSaysThatNothingIs() throws Exception {
        Path home = jdk("right", "25.0.1");
        install(
                "mvn",
                "mkdir -p cluster-node/target/lib; : >cluster-node/target/cluster-node-1.jar; echo >>\"$0.calls\"");
        Map<String, String> environment = Map.of("RIVULET_JAVA_HOME", home.toString(), "RIVULET_NO_BUILD", "1");
        assertThat(run(environment, "solve").err()).contains("nothing is built");
        assertThat(run(Map.of("RIVULET_JAVA_HOME", home.toString()), "build").code())
                .isZero();
        Files.setLastModifiedTime(
                project.resolve("cluster-node/src/main/A.java"),
                FileTime.from(Instant.now().plusSeconds(5)));
        assertThat(run(environment, "solve").code()).isZero();
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void withoutMavenItSaysSo() throws Exception {
        Path home = jdk("right", "25.0.1");
        Result result = run(Map.of("RIVULET_JAVA_HOME", home.toString()), "build");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("Maven");
    }

    @Test
    void theExitCodeIsTheCommands() throws Exception {
        Path home = jdk("right", "25.0.1");
        install("mvn", "mkdir -p cluster-node/target/lib; : >cluster-node/target/cluster-node-1.jar");
        assertThat(run(Map.of("RIVULET_JAVA_HOME", home.toString()), "exit-7").code())
                .isEqualTo(7);
    }

    private long calls() throws IOException {
        return Files.readAllLines(tools.resolve("mvn.calls")).size();
    }

    /// A folder that looks like a JDK; its java prints its arguments, one in brackets each.
    private Path jdk(String name, String version) throws IOException {
        Path home = folder.resolve(name);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
        String label = home.getFileName().toString();
        Files.writeString(
                home.resolve("bin/java"),
                "#!/bin/sh\necho 'java of " + label + "'\nfor a in \"$@\"; do echo \"[$a]\"; done\n"
                        + "for a in \"$@\"; do case $a in exit-*) exit \"${a#exit-}\" ;; esac; done\n");
        Files.writeString(home.resolve("bin/javac"), "#!/bin/sh\n");
        executable(home.resolve("bin/java"));
        executable(home.resolve("bin/javac"));
        return home;
    }

    private void install(String name, String script) throws IOException {
        Files.writeString(tools.resolve(name), "#!/bin/sh\n" + script + "\n");
        executable(tools.resolve(name));
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Result run(Map<String, String> environment, String... words) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(project.resolve("rivulet").toString()));
        command.addAll(List.of(words));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        Map<String, String> all = new HashMap<>(environment);
        all.put("PATH", tools.toString());
        all.putIfAbsent("RIVULET_JVM_FOLDERS", folder.resolve("nowhere").toString());
        builder.environment().putAll(all);
        Process process = builder.start();
        assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        return new Result(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }
}
