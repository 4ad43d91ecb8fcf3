// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// No private key, token or password stands in a file that git tracks.
final class SecretScanTest {
    private static final long MAX_BYTES = 4L << 20;
    private static final long GIT_SECONDS = 20;

    private static final Map<String, Pattern> KINDS = kinds();

    private static Map<String, Pattern> kinds() {
        Map<String, Pattern> kinds = new TreeMap<>();
        kinds.put("private key", Pattern.compile("-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----"));
        kinds.put("AWS key", Pattern.compile("\\b(?:AKIA|ASIA|AGPA|AROA)[0-9A-Z]{16}\\b"));
        kinds.put("GitHub token", Pattern.compile("\\b(?:gh[pousr]_[0-9A-Za-z]{36,}|github_pat_[0-9A-Za-z_]{50,})\\b"));
        kinds.put("GitLab token", Pattern.compile("\\bglpat-[0-9A-Za-z_-]{20,}"));
        kinds.put("Slack token", Pattern.compile("\\bxox[abeoprs]-[0-9A-Za-z-]{10,}"));
        kinds.put("Google key", Pattern.compile("\\bAIza[0-9A-Za-z_-]{35}\\b"));
        kinds.put("Stripe key", Pattern.compile("\\b[rs]k_live_[0-9A-Za-z]{20,}"));
        kinds.put("API key", Pattern.compile("\\bsk-(?:[a-z]+-)*[0-9A-Za-z_-]{32,}"));
        kinds.put("npm token", Pattern.compile("\\bnpm_[0-9A-Za-z]{36}\\b"));
        kinds.put("JWT", Pattern.compile("\\beyJ[0-9A-Za-z_-]{15,}\\.eyJ[0-9A-Za-z_-]{15,}\\.[0-9A-Za-z_-]{20,}"));
        kinds.put(
                "URL with a password",
                Pattern.compile("\\b[a-z][a-z0-9+]*://[^/\\s:@\"'{}$<>]+:[^/\\s:@\"'{}$<>]{3,}@"));
        kinds.put(
                "assigned secret",
                Pattern.compile(
                        "(?i)\\b(?:api[_-]?key|secret[_-]?key|access[_-]?token|auth[_-]?token|password)\\b[\"']?\\s*[=:]\\s*[\"'][0-9A-Za-z+/_=-]{20,}[\"']"));
        return kinds;
    }

    @Test
    void trackedFilesHoldNoSecret() throws Exception {
        List<String> found = new ArrayList<>();
        for (Path file : trackedFiles()) {
            if (Files.isRegularFile(file) && Files.size(file) <= MAX_BYTES) {
                found.addAll(secretsIn(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1), file));
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void eachKindOfSecretIsSeen() {
        // Put together here, so that this file does not hold them.
        String word = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0";
        List<String> secrets = List.of(
                "-----BEGIN " + "RSA PRIVATE KEY-----",
                "AKIA" + "ABCDEFGHIJKLMNOP",
                "ghp_" + word,
                "glpat-" + word,
                "xoxb-" + word,
                "AIza" + word.substring(0, 35),
                "sk_live_" + word,
                "sk-" + word,
                "npm_" + word.substring(0, 36),
                "eyJ" + word + ".eyJ" + word + "." + word,
                "postgresql://user:" + "hunter22@host/db",
                "password = \"" + word + "\"");
        assertThat(secrets)
                .allSatisfy(secret -> assertThat(secretsIn("x " + secret, Path.of("file")))
                        .as(secret.substring(0, 6))
                        .isNotEmpty());
        assertThat(secretsIn("jdbc:postgresql://host:5432/rivulet, password = \"\"", Path.of("file")))
                .isEmpty();
    }

    private static List<String> secretsIn(String text, Path file) {
        List<String> found = new ArrayList<>();
        KINDS.forEach((kind, pattern) -> {
            Matcher matcher = pattern.matcher(text);
            while (matcher.find()) {
                long line = text.substring(0, matcher.start()).lines().count();
                found.add(kind + " in " + file + " near line " + line);
            }
        });
        return found;
    }

    private static List<Path> trackedFiles() throws IOException, InterruptedException {
        Path root = Path.of(System.getProperty("rivulet.root", ".")).toAbsolutePath();
        assumeTrue(Files.exists(root.resolve(".git")), "not a git checkout: nothing is tracked here");
        Process git = new ProcessBuilder("git", "-c", "safe.directory=*", "-C", root.toString(), "ls-files", "-z")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String names = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(git.waitFor(GIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(git.exitValue()).as("git ls-files").isZero();
        List<Path> files = Arrays.stream(names.split("\0"))
                .filter(name -> !name.isEmpty())
                .map(root::resolve)
                .toList();
        assertThat(files).as("tracked files").isNotEmpty();
        return files;
    }
}
