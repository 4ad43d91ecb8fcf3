// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import io.rivulet.node.console.CommandFailure;
import io.rivulet.node.console.Console;
import io.rivulet.node.console.ExitCode;
import io.rivulet.node.console.Version;
import io.rivulet.quic.agent.Agent;
import io.rivulet.quic.agent.AgentSettings;
import io.rivulet.quic.agent.AgentState;
import io.rivulet.quic.core.CoordinatorList;
import io.rivulet.serialization.task.TaskKind;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `rivulet agent`.
@Command(
        name = "agent",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Carries tasks out for a coordinator until SIGTERM or Ctrl-C; then it finishes those that it has.",
            "Connects again whenever its connection ends."
        })
final class AgentCommand implements Callable<Integer> {
    private static final long LOOK_MILLIS = 250;

    private final Console console;

    @Option(
            names = "--coordinator",
            paramLabel = "HOST:PORT",
            required = true,
            split = ",",
            description = "Where it connects to, tried in turn.")
    private List<String> coordinators = List.of();

    @Option(
            names = "--cert",
            paramLabel = "DIR",
            required = true,
            description = "What `certs issue` made: agent.pem, agent-key.pem, ca.pem.")
    private Path certificates = Path.of("");

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description = "PatternMatcher, StrategyCorrelator, FeatureEngineer, NeuralTrainer or Worker (the default:"
                    + " all of these).")
    private String type = TaskKind.WORKER;

    @Option(names = "--tasks", paramLabel = "N", description = "Tasks that it works on at one time (default: 4).")
    private int slots = 4;

    @Option(
            names = "--drain-seconds",
            paramLabel = "S",
            description = "At the end, the most time for what it has begun (default: 30).")
    private int drainSeconds = 30;

    AgentCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (!TaskKind.isAgentType(type)) {
            throw CommandFailure.badInput("--type " + type + " is no type of agents; see rivulet agent --help");
        }
        if (slots < 1 || slots > 256) {
            throw CommandFailure.badInput("--tasks has to be from 1 to 256");
        }
        Agent agent = Agent.start(
                new AgentSettings(
                        coordinators.stream().map(AgentCommand::address).toList(),
                        console.folder().resolve(certificates),
                        type,
                        Arrays.stream(TaskKind.values())
                                .map(TaskKind::capability)
                                .toList(),
                        slots,
                        Version.current()),
                InstantSource.system(),
                RandomGenerator.getDefault());
        try (var _ = new SignalStop(console, () -> stop(agent))) {
            tell(agent);
            return ExitCode.OK;
        }
    }

    private int stop(Agent agent) {
        try {
            agent.drain(TimeUnit.SECONDS.toMillis(drainSeconds)).get(drainSeconds + 5L, TimeUnit.SECONDS);
            return ExitCode.OK;
        } catch (Exception late) {
            return ExitCode.NOT_CONVERGED;
        }
    }

    /// Says what changes, until the agent ends.
    private void tell(Agent agent) throws InterruptedException {
        AgentState told = new AgentState(false, "", 0, 0, 0, "");
        console.out().println("agent " + agent.name() + " starts, for " + String.join(", ", coordinators));
        console.out().flush();
        while (true) {
            AgentState now = agent.state();
            if (now.connected() != told.connected() || now.done() != told.done()) {
                console.out()
                        .println((now.connected() ? "connected to " + now.coordinator() : "not connected") + " · "
                                + now.running() + " running · " + now.done() + " done");
                console.out().flush();
                told = now;
            }
            try {
                agent.ended().get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException _) {
                // It goes on.
            } catch (ExecutionException failed) {
                throw new IllegalStateException("the agent failed", failed);
            }
        }
    }

    private static InetSocketAddress address(String text) {
        return CoordinatorList.parse(text)
                .orElseThrow(() -> CommandFailure.badInput("--coordinator " + text + " is no HOST:PORT"));
    }
}
