// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What `./rivulet` has built to run from: jars, and classes kept loaded and linked, with which a node starts with half
/// the work. `./rivulet test` names its folder, having built it from the sources that it tests.
///
/// @param flags of the JVM, those under which the classes were kept
record PreparedBuild(String classPath, List<String> flags) {
    static final String FOLDER = "RIVULET_PREPARED";

    /// Aeron looks into the JVM's selectors. Only then: opened packages cost the kept classes part of their use.
    private static final String FOR_AERON = "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED";

    /// The build that the environment names, null where it names none.
    ///
    /// @param ofNode what the node's environment has beside this process's
    static @Nullable PreparedBuild found(Map<String, String> environment, Map<String, String> ofNode)
            throws IOException {
        String folder = environment.get(FOLDER);
        if (folder == null) {
            return null;
        }
        Path built = Path.of(folder);
        List<String> flags = new ArrayList<>();
        flags.add("-XX:AOTCache=" + built.resolve("classes.aot"));
        flags.addAll(List.of(Files.readString(built.resolve("flags")).strip().split(" +")));
        if ("aeron-udp".equals(ofNode.get("RIVULET_CLUSTER_TRANSPORT"))) {
            flags.add(FOR_AERON);
        }
        return new PreparedBuild(Files.readString(built.resolve("classpath")).strip(), flags);
    }
}
