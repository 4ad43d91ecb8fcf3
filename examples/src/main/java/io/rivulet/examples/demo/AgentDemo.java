// SPDX-License-Identifier: Apache-2.0
package io.rivulet.examples.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.node.local.AgentProcess;
import io.rivulet.node.local.FreePorts;
import io.rivulet.node.local.NodeProcess;
import io.rivulet.node.local.NodeProcess.How;
import io.rivulet.quic.cert.CertificateFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// A coordinator and three agents as processes share work, one of the agents is killed in the midst of it, nothing is
/// lost, and what came of it moves the node's thresholds. Each result is compared with one computed here.
final class AgentDemo {
    private static final int AGENTS = 3;
    private static final long WITHIN_NANOS = TimeUnit.SECONDS.toNanos(120);
    private static final long LOOK_MILLIS = 20;
    private static final int MOST_LISTED = 200;

    private final PrintWriter out;
    private final AgentWork work;

    AgentDemo(PrintWriter out, RandomGenerator random) {
        this.out = out;
        this.work = new AgentWork(random);
    }

    private interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    /// Returns whether every task was done once, by an agent, with the right result.
    boolean run(Path data) throws IOException, InterruptedException {
        say("Rivulet demo: a node, %d agents, and work that outlives one of them.%n", AGENTS);
        CertificateFolder certificates = CertificateFolder.at(data.resolve("quic"));
        certificates.init(List.of("localhost", "127.0.0.1"), Instant.now());
        int port = FreePorts.one();
        Map<String, String> environment = Map.of(
                "RIVULET_QUIC_PORT",
                Integer.toString(port),
                "RIVULET_QUIC_CERT_DIR",
                certificates.path().toString());
        List<AgentProcess> agents = new ArrayList<>();
        try (NodeProcess node = NodeProcess.launch(data, FreePorts.one(), new How(List.of(), List.of(), environment))) {
            node.awaitReady();
            say("The node: %s, agents at udp %d (process %d)", node.uri("/"), port, node.pid());
            for (int k = 1; k <= AGENTS; k++) {
                Path own = certificates.issue("a" + k, Instant.now());
                agents.add(AgentProcess.launch("a" + k, own, "127.0.0.1:" + port, How.PLAIN));
            }
            return tell(new JsonCalls(node), agents);
        } finally {
            for (AgentProcess agent : agents) {
                agent.kill();
            }
        }
    }

    private boolean tell(JsonCalls calls, List<AgentProcess> agents) throws IOException, InterruptedException {
        await("all agents", () -> calls.get("/api/v1/agents").path("agents").size() == AGENTS);
        for (AgentProcess agent : agents) {
            say("  agent %s, with a certificate of its own (process %d)", agent.name(), agent.pid());
        }
        work.submit(calls);
        say("%n%d tasks: series compared, strategies correlated, features, gradients.", work.size());
        killOne(calls, agents);
        await("all tasks", () -> count(calls, "state", "done") == work.size());
        boolean good = results(calls);
        learn(calls);
        return good;
    }

    /// The one that has most to do.
    private void killOne(JsonCalls calls, List<AgentProcess> agents) throws IOException, InterruptedException {
        await("an agent at work", () -> busiest(calls).path("active").asInt() > 1);
        String name = busiest(calls).path("agent_id").asText();
        AgentProcess victim = agents.stream()
                .filter(agent -> agent.name().equals(name))
                .findFirst()
                .orElseThrow();
        victim.kill();
        long begun = System.nanoTime();
        Set<String> had = leasedTo(calls, name);
        say("%nkill -9 %d, which is %s, with %d tasks in hand", victim.pid(), name, had.size());
        await(
                "its tasks to be given to others",
                () -> leasedTo(calls, name).stream().noneMatch(had::contains));
        say("  after %.1f s they are given to others", (System.nanoTime() - begun) / 1e9);
    }

    private static JsonNode busiest(JsonCalls calls) throws IOException, InterruptedException {
        List<JsonNode> all = new ArrayList<>();
        calls.get("/api/v1/agents").path("agents").forEach(all::add);
        return all.stream()
                .max(Comparator.comparingInt(agent -> agent.path("active").asInt()))
                .orElseThrow();
    }

    private static Set<String> leasedTo(JsonCalls calls, String agent) throws IOException, InterruptedException {
        Set<String> ids = new HashSet<>();
        for (JsonNode task : tasks(calls)) {
            if (task.path("state").asText().equals("leased")
                    && task.path("agent_id").asText().equals(agent)) {
                ids.add(task.path("task_id").asText());
            }
        }
        return ids;
    }

    private static JsonNode tasks(JsonCalls calls) throws IOException, InterruptedException {
        return calls.get("/api/v1/tasks?limit=" + MOST_LISTED).path("tasks");
    }

    private static int count(JsonCalls calls, String field, String value) throws IOException, InterruptedException {
        int count = 0;
        for (JsonNode task : tasks(calls)) {
            count += task.path(field).asText().equals(value) ? 1 : 0;
        }
        return count;
    }

    private boolean results(JsonCalls calls) throws IOException, InterruptedException {
        Map<String, Map<String, Integer>> done = new TreeMap<>();
        int again = 0;
        for (JsonNode task : tasks(calls)) {
            done.computeIfAbsent(task.path("agent_id").asText(), _ -> new TreeMap<>())
                    .merge(task.path("kind").asText(), 1, Integer::sum);
            again += task.path("attempt").asInt() > 1 ? 1 : 0;
        }
        say("%nWho did what:");
        done.forEach((agent, kinds) -> say("  %s %s", agent, kinds));
        int wrong = work.wrong(calls);
        say(
                "All %d tasks are done, %d of them after a second delivery; results computed here once more: %s",
                work.size(), again, wrong == 0 ? "all the same." : wrong + " WRONG.");
        return wrong == 0 && again > 0;
    }

    private void learn(JsonCalls calls) throws IOException, InterruptedException {
        var learning = new AgentLearning(calls);
        double before = AgentLearning.similarityThreshold(learning.survey().path("thresholds"));
        learning.record(work.matches());
        JsonNode after = learning.survey();
        say(
                "%nWhat came of the comparisons is experience: %d predictions kept, %d judged.",
                after.path("experiences").asInt(), after.path("judged").asInt());
        for (JsonNode type : after.path("types")) {
            say(
                    "  %-6s %2d of %d came true; a signal needs a similarity of %.2f, before %.2f",
                    type.path("pattern_type").asText(),
                    type.path("hits").asInt(),
                    type.path("judged").asInt(),
                    AgentLearning.similarityThreshold(type.path("thresholds")),
                    before);
        }
    }

    /// A node that has just begun may ask for patience.
    private static void await(String what, Condition condition) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + WITHIN_NANOS;
        IOException last = null;
        do {
            try {
                if (condition.holds()) {
                    return;
                }
            } catch (IOException refused) {
                last = refused;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        } while (System.nanoTime() < deadline);
        throw new IOException("waited " + TimeUnit.NANOSECONDS.toSeconds(WITHIN_NANOS) + " s for " + what, last);
    }

    private void say(String format, Object... arguments) {
        out.printf(Locale.ROOT, format + "%n", arguments);
        out.flush();
    }
}
