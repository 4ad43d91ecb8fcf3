// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.local;

import io.rivulet.node.local.NodeProcess.How;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What starts Rivulet's command line in a JVM of its own, with this one's class path and flags or a
/// [PreparedBuild]'s.
final class JvmCommand {
    private JvmCommand() {}

    /// To which the words of the command line are added. The options of `how` are not in it.
    static List<String> of(How how) throws IOException {
        List<String> command = new ArrayList<>(how.through());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        PreparedBuild prepared = PreparedBuild.found(System.getenv(), how.environment());
        List<String> own = ManagementFactory.getRuntimeMXBean().getInputArguments();
        if (prepared == null) {
            own.stream()
                    .filter(flag -> !flag.startsWith("-agentlib") && !flag.startsWith("-javaagent"))
                    .forEach(command::add);
        } else {
            own.stream().filter(flag -> flag.startsWith("-Xmx")).forEach(command::add);
            command.addAll(prepared.flags());
        }
        command.addAll(how.flags());
        command.addAll(List.of(
                "-cp",
                prepared == null ? System.getProperty("java.class.path") : prepared.classPath(),
                "io.rivulet.node.Main"));
        return command;
    }
}
