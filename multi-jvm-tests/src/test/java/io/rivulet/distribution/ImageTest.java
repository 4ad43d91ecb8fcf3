// SPDX-License-Identifier: Apache-2.0
package io.rivulet.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The image, made as a release makes it, and run as an engine would: its layers as a root that can't be written, its
/// user,
/// its entry point, a limit of memory. Needs root on a Debian, to make the namespace.
@Timeout(value = 540, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ImageTest {
    private static final Path PROJECT = Path.of(System.getProperty("rivulet.root", ".."));
    private static final String KEY = "0123456789abcdef";
    private static final long LIMIT = 800L << 20;

    /// Mounts what an engine mounts, then becomes the image's user. `$1` is the root, `$2` the group's file of
    /// processes.
    private static final String ENGINE = """
            set -eu
            root=$1; user=$3; echo $$ >"$2"; shift 3
            mount --bind "$root" "$root"
            mkdir -p "$root/proc" "$root/dev" "$root/sys/fs/cgroup" "$root/etc/rivulet"
            mount -t proc proc "$root/proc"
            mount --bind /dev "$root/dev"
            mount --rbind /sys/fs/cgroup "$root/sys/fs/cgroup"
            mount --bind "$root.volume" "$root/var/lib/rivulet"
            mount --bind "$root.secrets" "$root/etc/rivulet"
            mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
            mount -o remount,bind,ro "$root"
            exec chroot --userspec="$user" "$root" /bin/sh -c 'cd /var/lib/rivulet; exec "$@"' sh "$@"
            """;

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    private ImageLayout image() throws Exception {
        assumeThat(Shell.works("dpkg", "--verify", "libc6", "dash")
                        && Shell.works("unshare", "--mount", "--pid", "true"))
                .as("root on a Debian")
                .isTrue();
        Path out = Files.createDirectory(folder.resolve("out"));
        Shell.run(
                PROJECT.resolve("deploy/release/package.sh").toString(),
                PROJECT.toString(),
                System.getProperty("java.home"),
                out.toString(),
                "image");
        try (var files = Files.newDirectoryStream(out, "*-image.tar")) {
            return ImageLayout.unpack(files.iterator().next(), folder);
        }
    }

    /// A secret as Kubernetes mounts it: root's, and readable by the group.
    private void mountables(ImageLayout image) throws Exception {
        Files.createDirectory(Path.of(image.root() + ".volume"));
        Path secrets = Files.createDirectory(Path.of(image.root() + ".secrets"));
        Path keys = Files.writeString(
                secrets.resolve("keys.json"),
                "{\"keys\":[{\"key\":\"" + KEY + "\",\"principal\":\"ann\",\"roles\":[\"admin\"],\"streams\":100}]}");
        Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("r--r-----"));
        Shell.run("chown", "root:10001", keys.toString());
        Shell.run("chown", "10001:10001", image.root() + ".volume");
    }

    private static Process start(ImageLayout image, MemoryGroup group, Path log) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "--mount",
                "--pid",
                "--fork",
                "--kill-child",
                "--propagation",
                "private",
                "sh",
                "-c",
                ENGINE,
                "engine"));
        command.add(image.root().toString());
        command.add(group.processes().toString());
        command.add(image.config().path("User").asText());
        command.addAll(image.command());
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        for (String each : image.environment()) {
            environment.put(each.split("=", 2)[0], each.split("=", 2)[1]);
        }
        environment.put("RIVULET_HTTP_PORT", "0");
        environment.put("RIVULET_HTTP_HOST", "0.0.0.0");
        environment.put("RIVULET_AUTH_KEYS_FILE", "/etc/rivulet/keys.json");
        environment.put("RIVULET_CLIENT_REQUESTS_PER_MINUTE", "10000");
        return builder.start();
    }

    /// A session that stays, with the stream that it began with.
    private HttpResponse<InputStream> open(String url) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/api/v1/solve-stream"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + KEY)
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"matrix\":{\"format\":\"gallery\",\"data\":{\"gallery\":{\"name\":\"grid_plus_leak\",\"nx\":250,"
                                + "\"ny\":250,\"leak\":0.1}}},\"options\":{\"live\":true}}"))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    }

    @Test
    void itServesAsItsUserOnARootThatCanNotBeWrittenAndRefusesWhatItsLimitHasNoRoomFor() throws Exception {
        ImageLayout image = image();
        assertThat(image.config().path("User").asText()).isEqualTo("10001:10001");
        mountables(image);
        Path log = folder.resolve("node.log");
        try (MemoryGroup group = MemoryGroup.make(
                        "rivulet-test-" + ProcessHandle.current().pid(), LIMIT)
                .orElse(null)) {
            assumeThat(group).as("a control group of one's own").isNotNull();
            Process engine = start(image, group, log);
            try (BufferedReader said = engine.inputReader()) {
                String ready = said.readLine();
                assertThat(ready).as(Files.readString(log)).contains(" ready at http://");
                String url =
                        ready.replaceAll(".* ready at (http://\\S+) .*", "$1").replace("0.0.0.0", "127.0.0.1");
                requireItIsConfined(image, engine);
                assertThat(Files.readAllLines(group.processes()))
                        .contains(Long.toString(children(engine).getFirst().pid()));

                int opened = 0;
                HttpResponse<InputStream> answer = open(url);
                while (answer.statusCode() == 200) {
                    requireSolution(answer.body());
                    assertThat(++opened).as("sessions that found room").isLessThan(50);
                    answer = open(url);
                }
                String refusal = new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(answer.statusCode()).as(refusal).isEqualTo(503);
                assertThat(refusal).contains("capacity_exceeded");
                assertThat(opened).isPositive();
                assertThat(engine.isAlive()).as(Files.readString(log)).isTrue();
                assertThat(group.kills()).isZero();

                children(engine).forEach(ProcessHandle::destroy);
                assertThat(engine.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(engine.exitValue()).as(Files.readString(log)).isZero();
            } finally {
                children(engine).forEach(ProcessHandle::destroyForcibly);
                engine.destroyForcibly().waitFor();
            }
        }
    }

    /// Reads on until x has been found.
    private static void requireSolution(InputStream lines) throws Exception {
        var reader = new BufferedReader(new InputStreamReader(lines, StandardCharsets.UTF_8));
        String line = reader.readLine();
        while (!line.contains("\"type\":\"solution\"")) {
            line = reader.readLine();
            assertThat(line).as("a line of the stream").isNotNull();
        }
    }

    private static List<ProcessHandle> children(Process engine) {
        return engine.descendants().toList();
    }

    private static void requireItIsConfined(ImageLayout image, Process engine) throws Exception {
        ProcessHandle node = children(engine).getFirst();
        List<String> status = Files.readAllLines(Path.of("/proc", Long.toString(node.pid()), "status"));
        assertThat(status).anyMatch(line -> line.matches("Uid:\\s+10001\\s+10001\\s+10001\\s+10001"));
        Path proc = Path.of("/proc", Long.toString(node.pid()));
        assertThat(Files.readAllLines(proc.resolve("mountinfo")))
                .anyMatch(line -> line.contains(" " + image.root() + " ro,") || line.contains(" / ro,"));
        String words = Files.readString(proc.resolve("cmdline")).replace('\0', ' ');
        assertThat(words)
                .contains("-XX:MaxRAMPercentage=60 -XX:MaxDirectMemorySize=64m")
                .contains("/opt/rivulet/runtime/bin/java");
        Path data = Path.of(image.root() + ".volume", "data");
        assertThat(Files.getAttribute(data, "unix:uid")).isEqualTo(10001);
        assertThat(Files.getPosixFilePermissions(data)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }
}
