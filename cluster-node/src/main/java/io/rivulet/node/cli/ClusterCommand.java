// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import io.rivulet.node.console.Console;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `rivulet cluster`: its commands stand beside it.
@Command(
        name = "cluster",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Runs a cluster on this machine, or looks after one.")
final class ClusterCommand {
    private ClusterCommand() {}

    static CommandLine with(Console console) {
        return new CommandLine(new ClusterCommand())
                .addSubcommand(new ClusterUpCommand(console))
                .addSubcommand(new ClusterMemberCommands.Status(console))
                .addSubcommand(new ClusterMemberCommands.Leave(console))
                .addSubcommand(new ClusterMemberCommands.Down(console))
                .addSubcommand(new ClusterMemberCommands.Drain(console));
    }
}
