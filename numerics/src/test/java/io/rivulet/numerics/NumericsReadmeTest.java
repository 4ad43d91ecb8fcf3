// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The example of the module's README is compiled and run as it stands, by a JVM that has the module and nothing else,
/// and prints what is shown.
class NumericsReadmeTest {
    private static final Path README = Path.of(System.getProperty("rivulet.root", ".."))
            .resolve("numerics")
            .resolve("README.md");

    private static final Path CLASSES = classes();

    private static Path classes() {
        try {
            return Path.of(io.rivulet.numerics.linalg.CsrMatrix.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (java.net.URISyntaxException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static String block(String language) throws IOException {
        String readme = Files.readString(README);
        String begin = "```" + language + "\n";
        int from = readme.indexOf(begin) + begin.length();
        return readme.substring(from, readme.indexOf("```", from));
    }

    @Test
    void theExampleIsTenLinesThatCompileRunAndPrintWhatIsShown(@TempDir Path folder) throws Exception {
        String example = block("java");
        assertThat(example.lines()).hasSize(10);
        compile(example, folder);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path printed = folder.resolve("printed");
        Process process = new ProcessBuilder(java, "-XX:TieredStopAtLevel=1", "-cp", CLASSES + ":" + folder, "Example")
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.readString(printed, StandardCharsets.UTF_8)).isEqualTo(block("text"));
    }

    private static void compile(String example, Path folder) throws IOException {
        StringBuilder source = new StringBuilder("import java.util.*;\n");
        try (Stream<Path> packages = Files.list(CLASSES.resolve("io/rivulet/numerics"))) {
            packages.filter(Files::isDirectory)
                    .map(Path::getFileName)
                    .forEach(name -> source.append("import io.rivulet.numerics.")
                            .append(name)
                            .append(".*;\n"));
        }
        source.append("class Example { public static void main(String[] args) {\n")
                .append(example)
                .append("}}\n");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///Example.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreErrors) {
                        return source;
                    }
                };
        boolean done = compiler.getTask(
                        said,
                        null,
                        null,
                        List.of("-proc:none", "-cp", CLASSES.toString(), "-d", folder.toString()),
                        null,
                        List.of(file))
                .call();
        assertThat(done).as("%s", said).isTrue();
    }
}
