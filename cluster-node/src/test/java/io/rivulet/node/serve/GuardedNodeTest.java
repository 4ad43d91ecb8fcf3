// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.node.cli.CliRun;
import io.rivulet.node.settings.SettingsLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node that asks who calls, and the commands that have to say so.
class GuardedNodeTest {
    private static final String USER = "user-key-0123456789abcdef";
    private static final String ADMIN = "admin-key-0123456789abcdef";

    @TempDir
    Path folder;

    private Path keys() throws IOException {
        Path file = Files.writeString(
                folder.resolve("keys.json"),
                "{\"keys\":[{\"key\":\"" + USER + "\",\"principal\":\"ann\",\"roles\":[\"user\"]}," + "{\"key\":\""
                        + ADMIN + "\",\"principal\":\"root\",\"roles\":[\"admin\"]}]}");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    private CliRun run(@Nullable String token, String url, String... words) {
        Map<String, String> environment = new HashMap<>(Map.of("RIVULET_SERVER", url));
        if (token != null) {
            environment.put("RIVULET_TOKEN", token);
        }
        return CliRun.of(folder, environment, false, words);
    }

    @Test
    void commandsSendTheirTokenAndARefusalIsExitCode4() throws Exception {
        var loaded = new SettingsLoader(Map.of("RIVULET_AUTH_KEYS_FILE", keys().toString()))
                .load(
                        null,
                        Map.of(),
                        Map.of(
                                "http.port",
                                "0",
                                "http.host",
                                "0.0.0.0",
                                "store.data",
                                folder.resolve("data").toString()));
        try (RunningNode node = RunningNode.start(loaded)) {
            assertThat(node.callers()).isEqualTo("authentication on, limits on");
            String url = node.url().replace("0.0.0.0", "127.0.0.1");
            for (List<String> command : List.of(
                    List.of("cluster", "status"),
                    List.of("solve", "gallery:poisson2d,nx=3,ny=3", "--server", url),
                    List.of("cluster", "leave", "nobody"))) {
                for (@Nullable String token : new @Nullable String[] {null, "made-up-token-0123456789"}) {
                    CliRun refused = run(token, url, command.toArray(String[]::new));
                    assertThat(refused.code())
                            .as(command + ": " + refused.err())
                            .isEqualTo(4);
                    assertThat(refused.err()).contains("unauthenticated").doesNotContain("made-up-token");
                }
            }
            CliRun status = run(USER, url, "cluster", "status");
            assertThat(status.code()).as(status.err()).isZero();
            assertThat(run(USER, url, "solve", "gallery:poisson2d,nx=3,ny=3", "--server", url)
                            .code())
                    .isZero();
            CliRun drain = run(USER, url, "cluster", "drain");
            assertThat(drain.code()).isEqualTo(4);
            assertThat(drain.err()).contains("forbidden", "admin");

            Files.writeString(folder.resolve("token"), ADMIN + "\n");
            Files.writeString(folder.resolve("empty"), "\n");
            Map<String, String> byFile = Map.of("RIVULET_SERVER", url, "RIVULET_TOKEN_FILE", "token");
            assertThat(CliRun.of(folder, byFile, false, "cluster", "status").code())
                    .isZero();
            CliRun unknown = CliRun.of(folder, byFile, false, "cluster", "leave", "nobody");
            assertThat(unknown.code()).as("let in: " + unknown.err()).isEqualTo(2);
            assertThat(run(null, url, "cluster", "status", "--token-file", "token")
                            .code())
                    .isZero();
            assertThat(run(null, url, "cluster", "status", "--token-file", "empty")
                            .code())
                    .isEqualTo(2);
        }
    }
}
