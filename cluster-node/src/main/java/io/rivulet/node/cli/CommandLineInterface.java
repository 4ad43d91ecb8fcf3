// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import io.rivulet.node.console.CommandFailure;
import io.rivulet.node.console.Console;
import io.rivulet.node.console.ExitCode;
import io.rivulet.node.console.Version;
import io.rivulet.node.settings.SettingsException;
import io.rivulet.quic.cert.UnusableCertificates;
import io.rivulet.serialization.problem.RivuletException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;

/// All commands under one roof: parsing, help, and how a failure becomes a message and an exit code.
public final class CommandLineInterface {
    private final Console console;

    public CommandLineInterface(Console console) {
        this.console = console;
    }

    @Command(
            name = "rivulet",
            mixinStandardHelpOptions = true,
            versionProvider = FromBuild.class,
            synopsisSubcommandLabel = "COMMAND",
            description = "Keeps large sparse linear systems A·x = b solved while they change.",
            footerHeading = "%nExit codes:%n",
            footer = {
                "  0  ok",
                "  1  not converged, or interrupted",
                "  2  bad usage or bad input",
                "  3  server unreachable",
                "  4  refused by the server",
                "",
                "Where a FILE is taken, gallery:poisson2d,nx=1000,ny=1000 works too."
            })
    static final class Root {}

    static final class FromBuild implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"rivulet " + Version.current()};
        }
    }

    /// Runs one command to its end and returns the exit code. Never throws.
    public int run(String... arguments) {
        CommandLine line = commands();
        if (arguments.length == 0) {
            line.usage(console.err());
            return ExitCode.BAD_INPUT;
        }
        int code = line.execute(arguments);
        console.out().flush();
        return code;
    }

    private CommandLine commands() {
        CommandLine root = new CommandLine(new Root())
                .addSubcommand(new LauncherVerbs.Build())
                .addSubcommand(new LauncherVerbs.Test())
                .addSubcommand(new LauncherVerbs.Image())
                .addSubcommand(new LauncherVerbs.Release())
                .addSubcommand(new ServeCommand(console))
                .addSubcommand(new SolveCommand(console))
                .addSubcommand(new EntryCommand(console))
                .addSubcommand(new AnalyzeCommand(console))
                .addSubcommand(new BenchCommand(console))
                .addSubcommand(new DoctorCommand(console))
                .addSubcommand(new MigrateCommand(console))
                .addSubcommand(new BackupCommand(console))
                .addSubcommand(new McpCommand(console))
                .addSubcommand(ClusterCommand.with(console))
                .addSubcommand(WorkflowCommand.with(console))
                .addSubcommand(new RecordCommand(console))
                .addSubcommand(new ReplayCommand(console))
                .addSubcommand(CertsCommand.with(console))
                .addSubcommand(new AgentCommand(console))
                .addSubcommand(TaskCommand.with(console))
                .addSubcommand(PatternCommand.with(console))
                .addSubcommand(new RehearseCommand(console));
        for (CommandProvider provider : ServiceLoader.load(CommandProvider.class)) {
            root.addSubcommand(provider.command(console));
        }
        return root.setOut(writer(console.out()))
                .setErr(writer(console.err()))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(100)
                .setParameterExceptionHandler(this::badUsage)
                .setExecutionExceptionHandler((failure, _, _) -> failed(failure));
    }

    private static PrintWriter writer(java.io.PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    private int badUsage(ParameterException failure, String[] arguments) {
        String name = failure.getCommandLine().getCommandSpec().qualifiedName();
        say(name + ": " + failure.getMessage() + "\n  see " + name + " --help");
        return ExitCode.BAD_INPUT;
    }

    private int failed(Exception failure) {
        return switch (failure) {
            case CommandFailure f -> {
                say("rivulet: " + f.getMessage());
                yield f.exitCode();
            }
            case SettingsException f -> {
                say("rivulet: " + f.getMessage());
                yield ExitCode.BAD_INPUT;
            }
            case UnusableCertificates f -> {
                say("rivulet: " + f.getMessage());
                yield ExitCode.BAD_INPUT;
            }
            case RivuletException f -> {
                say("rivulet: " + CommandFailure.words(f.problem()));
                yield ExitCode.of(f.problem());
            }
            default -> {
                say("rivulet: internal error, please report it: " + failure);
                if (console.environment().containsKey("RIVULET_DEBUG")) {
                    failure.printStackTrace(console.err());
                }
                yield ExitCode.NOT_CONVERGED;
            }
        };
    }

    private void say(String text) {
        console.out().flush();
        console.err().println(text);
        console.err().flush();
    }
}
