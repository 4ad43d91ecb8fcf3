// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparedBuildTest {
    @TempDir
    Path built;

    @Test
    void aFolderThatIsNamedIsRunFrom() throws IOException {
        Files.writeString(built.resolve("classpath"), "a.jar:b.jar\n");
        Files.writeString(built.resolve("flags"), "--add-modules=x  -XX:+UseY\n");
        Map<String, String> named = Map.of(PreparedBuild.FOLDER, built.toString());
        assertThat(PreparedBuild.found(Map.of(), Map.of())).isNull();
        PreparedBuild build = PreparedBuild.found(named, Map.of());
        assertThat(build).isNotNull();
        assertThat(build.classPath()).isEqualTo("a.jar:b.jar");
        assertThat(build.flags())
                .containsExactly("-XX:AOTCache=" + built.resolve("classes.aot"), "--add-modules=x", "-XX:+UseY");
        PreparedBuild aeron = PreparedBuild.found(named, Map.of("RIVULET_CLUSTER_TRANSPORT", "aeron-udp"));
        assertThat(aeron).isNotNull();
        assertThat(aeron.flags()).contains("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
    }
}
