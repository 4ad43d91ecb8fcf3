// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.limit;

import io.rivulet.actors.limit.ClusterLimiters;
import io.rivulet.actors.limit.Leases;
import io.rivulet.actors.limit.LimiterDoor;
import io.rivulet.actors.limit.OwnLimiters;
import io.rivulet.actors.limit.core.CallerLimits;
import io.rivulet.actors.workflow.Workflows;
import io.rivulet.http.route.Call;
import io.rivulet.http.route.Principal;
import io.rivulet.http.route.Toll;
import io.rivulet.http.settings.LimitSettings;
import io.rivulet.http.stream.CallerStreams;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The limits of callers at this gateway: requests, streams, sessions.
/// **More** docs/decisions/0031-limits-by-leases.md
/// **Thread** any.
public final class Limits implements CallerStreams {
    private static final Logger LOG = LoggerFactory.getLogger(Limits.class);
    private static final long RETRY_MILLIS = 5_000;

    private final Leases leases;
    private final CallerRules rules;
    private final Toll toll;

    private Limits(Leases leases, CallerRules rules) {
        this.leases = leases;
        this.rules = rules;
        this.toll = new RequestToll(leases, rules, System::nanoTime);
    }

    /// @param shared whether this node is a gateway of the cluster, whose limits hold for all of them together
    /// @param guarded whether callers have to say who they are; else only what was set holds, and the log says so
    /// @param workflows say limits of their owners
    public static Limits start(
            ActorSystem<?> system, boolean shared, LimitSettings settings, boolean guarded, Workflows workflows) {
        var own = new OwnLimiters(System::nanoTime);
        LimiterDoor cluster = shared ? ClusterLimiters.start(system, System::nanoTime) : own;
        var leases = new Leases(cluster, own, UUID.randomUUID(), System::nanoTime);
        Duration tick = Duration.ofMillis(Leases.TICK_MILLIS);
        system.scheduler().scheduleAtFixedRate(tick, tick, leases::tick, system.executionContext());
        if (!guarded) {
            String set = settings.setWithoutUsers();
            LOG.warn(
                    "authentication is off, and with it the limits of requests, streams, sessions and updates: {}",
                    set.isEmpty() ? "none was set" : "only " + set);
        }
        return new Limits(
                leases, new CallerRules(settings, guarded, new WorkflowLimits(workflows::limits, System::nanoTime)));
    }

    public Toll toll() {
        return toll;
    }

    @Override
    public CompletionStage<Runnable> take(Call call) {
        return rules.of(call).thenCompose(this::take);
    }

    private CompletionStage<Runnable> take(CallerRules.Counted counted) {
        int most = counted.limits().streams();
        if (most == CallerLimits.UNCOUNTED) {
            return CompletableFuture.completedStage(() -> {});
        }
        return leases.stream(counted.name(), counted.limits()).thenApply(right -> {
            if (!right.granted()) {
                throw Problem.of(
                                ProblemCode.TOO_MANY_STREAMS,
                                right.open() + " streams are open already, of " + most + " that "
                                        + (counted.name().startsWith("user:") ? "this user" : "this address")
                                        + " may have.")
                        .hint(
                                "End one first. A socket counts as one, and each session it follows beyond the first as another.")
                        .retryAfter(RETRY_MILLIS)
                        .exception();
            }
            return right.giveBack();
        });
    }

    /// For this node's updates.
    public EntryBudget entries() {
        return new EntryBudget(rules.entriesPerSecond(), System::nanoTime);
    }

    /// Sessions that `caller` may have that are not completed; empty where they are not counted.
    public CompletionStage<OptionalInt> sessions(Principal caller) {
        return rules.sessions(caller);
    }
}
