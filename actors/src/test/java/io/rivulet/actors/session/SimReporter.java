// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.session.core.Answer.UpdateResult;
import io.rivulet.actors.session.core.Input;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.serialization.event.CostReport;
import io.rivulet.serialization.event.MemberRole;
import io.rivulet.serialization.event.SessionEvent.CostsReported;
import io.rivulet.serialization.event.SwarmMember;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// A member of the session's swarm that reports what costs it sees, repeats what nobody answered, and joins again when
/// it is told that it is no member.
final class SimReporter {
    private enum Fate {
        UNKNOWN,
        TAKEN,
        /// It was no member any more: it may have been taken before that.
        GIVEN_UP
    }

    private final Simulation sim;
    private final String name;
    private final int n;
    private final double bias;
    private final Map<CostReport, Fate> fates = new LinkedHashMap<>();
    private SimHost host;
    private boolean member;
    private boolean over;
    private long lastMillis;

    SimReporter(Simulation sim, int index, int n) {
        this.sim = sim;
        this.name = "meter-" + index;
        this.n = n;
        this.bias = sim.chance(0.3) ? 100 : 0;
        this.host = sim.cluster().any();
    }

    void start() {
        sim.after(sim.nanos(10, 200), this::live);
    }

    /// Its host is gone, and with it all answers.
    void lost(SimHost gone) {
        SimHost other = sim.cluster().reachable();
        if (host == gone && other != null) {
            host = other;
        } else if (host == gone) {
            sim.after(sim.nanos(20, 40), () -> lost(gone));
        }
    }

    private void live() {
        if (over) {
            return;
        }
        CostReport unknown = unknown();
        if (!member) {
            join();
        } else if (unknown != null && (!sim.isActive() || sim.chance(0.3))) {
            send(unknown);
        } else if (sim.isActive()) {
            CostReport report = fresh();
            fates.put(report, Fate.UNKNOWN);
            send(report);
        } else {
            ask(reply -> new Input.Ping(reply, name, null, List.of()), this::heard);
        }
        sim.after(sim.nanos(20, 400), this::live);
    }

    private @Nullable CostReport unknown() {
        return fates.entrySet().stream()
                .filter(each -> each.getValue() == Fate.UNKNOWN)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    private void join() {
        var candidate = new SwarmMember(name, List.of(MemberRole.REPORTER), 0, List.of(), "", null);
        ask(reply -> new Input.Join(reply, candidate, null, List.of()), this::heard);
    }

    private void heard(Answer answer) {
        if (answer instanceof Answer.Joined) {
            sim.check(
                    sim.journal().state().swarm().member(name).isPresent()
                            || sim.journal().isClosed(),
                    "joined before it is durable");
            member = true;
        } else if (answer instanceof Answer.Refused refused && refused.problem().code() == ProblemCode.FORBIDDEN) {
            forgotten();
        }
    }

    /// What it reported before is forgotten there, so it would be told anew.
    private void forgotten() {
        member = false;
        fates.replaceAll((_, fate) -> fate == Fate.UNKNOWN ? Fate.GIVEN_UP : fate);
    }

    private CostReport fresh() {
        Random r = sim.random();
        lastMillis = Math.max(lastMillis + 1, sim.now().epochMillis() - r.nextInt(200));
        int first = r.nextInt(n);
        boolean two = r.nextBoolean() && first + 1 < n;
        int[] indices = two ? new int[] {first, n - 1} : new int[] {first};
        double[] values = new double[indices.length];
        for (int k = 0; k < values.length; k++) {
            // Few values, so that some reports change nothing.
            values[k] = bias + indices[k] + r.nextInt(4) / 4.0;
        }
        return new CostReport(name, lastMillis, 0.5 + r.nextInt(2) / 2.0, 1, SparseVector.adopt(indices, values));
    }

    private void send(CostReport report) {
        boolean waits = sim.chance(0.2);
        ask(reply -> new Input.Reports(reply, List.of(report), waits, List.of()), answer -> {
            if (answer instanceof Answer.UpdateResults results) {
                sim.check(results.each().size() == 1, "one result");
                result(report, results.each().getFirst());
            }
        });
    }

    private void result(CostReport report, UpdateResult result) {
        switch (result) {
            case UpdateResult.Accepted accepted -> {
                accepted(report, accepted);
                fates.put(report, Fate.TAKEN);
            }
            case UpdateResult.Rejected rejected -> {
                if (rejected.problem().code() == ProblemCode.FORBIDDEN) {
                    forgotten();
                }
            }
        }
    }

    private void accepted(CostReport report, UpdateResult.Accepted accepted) {
        CostsReported event = sim.journal().reported(name, report.timestampMillis());
        sim.check(accepted.revision() <= sim.journal().updates().size(), "a revision that is not durable");
        if (event == null) {
            // Told again, too late: others of its own stand in its place.
            sim.check(accepted.duplicate(), () -> "acknowledged, but not durable: " + report);
            for (int index : report.costs().indices()) {
                sim.check(
                        sim.journal().reportedSince(name, index, report.timestampMillis()),
                        () -> "taken for known, but nobody knows it: " + report);
            }
        } else if (!accepted.duplicate() && event.revision() > 0) {
            sim.check(
                    accepted.revision() == event.revision(),
                    () -> "told as " + accepted.revision() + ", is " + event.revision());
        }
    }

    private void ask(LongFunction<Input> input, Consumer<Answer> receiver) {
        SimHost at = host;
        at.run(() -> {
            CompletionStage<Answer> _ = at.gateway
                    .ask(new SimGateway.Question(input))
                    .whenComplete((answer, failure) -> {
                        if (failure == null) {
                            sim.guard(() -> receiver.accept(answer));
                        }
                    });
        });
    }

    /// It says nothing more.
    void stop() {
        over = true;
    }

    /// To be called when it has had time to repeat everything.
    void verify() {
        fates.forEach(
                (report, fate) -> sim.check(fate != Fate.UNKNOWN, () -> "never learned what became of " + report));
    }
}
