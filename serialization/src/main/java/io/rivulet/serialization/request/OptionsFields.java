// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.event.SessionSettings.Converging;
import io.rivulet.serialization.event.SessionSettings.Stopping;
import io.rivulet.serialization.event.SessionSettings.Verifying;
import io.rivulet.serialization.problem.ProblemCode;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Everything of a `solve_request` that says how to solve, with its defaults. A field of a later stage is read, and
/// refused unless it has its default value: never accepted and ignored.
/// **Thread** one.
final class OptionsFields {
    private static final long LONGEST_IDLE_S = 366L * 24 * 3600;
    private static final int LONGEST_CHOICE = 100;
    private static final int LONGEST_NAME = 200;
    private static final int MOST_LABELS = 32;

    final StreamFields stream = new StreamFields();
    private final SwarmFields swarm = new SwarmFields();

    @Nullable
    VectorFields initialGuess;

    private final RequestLimits limits;
    private final Map<String, String> labels = new TreeMap<>();
    private Method method = SessionSettings.DEFAULTS.method();
    private PreconditionerKind preconditioner = SessionSettings.DEFAULTS.preconditioner();
    private @Nullable Double tolerance;
    private @Nullable Double absoluteTolerance;
    private @Nullable Double errorBound;
    private @Nullable Integer maxIterations;
    private @Nullable Long maxTimeMs;
    private @Nullable Boolean live;
    private @Nullable Long expiresAfterS;
    private @Nullable Boolean autoCorrection;
    private @Nullable VerificationFields verification;
    private @Nullable Integer verificationInterval;
    private @Nullable UnaryOperator<Verifying> strategy;
    private @Nullable Converging converging;
    private @Nullable Long seed;
    private @Nullable String name;

    OptionsFields(RequestLimits limits) {
        this.limits = limits;
    }

    void readName(JsonCursor c) throws IOException {
        name = c.text(LONGEST_NAME);
    }

    void readLabels(JsonCursor c) throws IOException {
        c.object(key -> {
            c.requireStorable(key);
            labels.put(key, c.text(LONGEST_NAME));
            if (labels.size() > MOST_LABELS || key.length() > LONGEST_NAME) {
                throw c.fault(
                        ProblemCode.OUT_OF_RANGE,
                        "at most " + MOST_LABELS + " labels with keys of at most " + LONGEST_NAME + " characters");
            }
        });
    }

    void readMethod(JsonCursor c) throws IOException {
        String given = c.text(LONGEST_CHOICE);
        method = Arrays.stream(Method.values())
                .filter(choice -> choice.askable() && choice.wireName().equals(given))
                .findFirst()
                .orElseThrow(() -> c.unsupported(
                        "method \"" + given + "\"",
                        "Supported are "
                                + names(Arrays.stream(Method.values())
                                        .filter(Method::askable)
                                        .map(Method::wireName))
                                + "; hybrid chooses by the matrix."));
    }

    private static String names(Stream<String> all) {
        return all.collect(Collectors.joining(", "));
    }

    void readFlowNexus(JsonCursor c) throws IOException {
        c.object(field -> {
            switch (field) {
                case "swarm_topology" -> swarm.readTopology(c);
                case "cost_aggregation" -> swarm.readAggregation(c);
                case "cost_source" -> swarm.readCostSource(c);
                case "verification_strategy" -> strategy = readStrategy(c);
                default -> c.unknown();
            }
        });
    }

    void readOptions(JsonCursor c) throws IOException {
        c.object(field -> readOption(c, field));
    }

    /// Those that a fork may have otherwise than the session that it comes from.
    void readOptionsOfFork(JsonCursor c) throws IOException {
        c.object(field -> {
            switch (field) {
                case "preconditioner",
                        "initial_guess",
                        "error_bound",
                        "swarm_enabled",
                        "partitions",
                        "replicas",
                        "auto_correction" ->
                    throw c.unsupported(
                            c.pointer() + " of a fork",
                            "A fork has it from the session that it comes from; leave it out.");
                default -> readOption(c, field);
            }
        });
    }

    private void readOption(JsonCursor c, String field) throws IOException {
        switch (field) {
            case "tolerance" -> tolerance = c.number(0, true, 1);
            case "absolute_tolerance" -> absoluteTolerance = c.number(0, false, Double.MAX_VALUE);
            case "error_bound" -> errorBound = c.number(0, true, Double.MAX_VALUE);
            case "max_iterations" -> maxIterations = (int) c.whole(1, Integer.MAX_VALUE);
            case "max_time_ms" -> maxTimeMs = c.whole(1, Long.MAX_VALUE);
            case "preconditioner" -> readPreconditioner(c);
            case "initial_guess" -> {
                if (!c.atArray()) {
                    throw c.wrongType("an array of numbers");
                }
                initialGuess = VectorFields.read(c, limits);
            }
            case "swarm_enabled" -> swarm.readEnabled(c);
            case "partitions" -> swarm.readPartitions(c);
            case "replicas" -> swarm.readReplicas(c);
            case "verification" -> readVerification(c);
            case "verification_interval" -> verificationInterval = (int) c.whole(1, Integer.MAX_VALUE);
            case "convergence" -> readConvergence(c);
            case "expires_after_s" -> expiresAfterS = readExpiry(c);
            case "auto_correction" -> autoCorrection = c.truth();
            case "live" -> live = c.truth();
            case "stream" -> stream.read(c);
            case "seed" -> seed = c.whole(Long.MIN_VALUE, Long.MAX_VALUE);
            default -> c.unknown();
        }
    }

    private void readPreconditioner(JsonCursor c) throws IOException {
        String given = c.text(LONGEST_CHOICE);
        preconditioner = Arrays.stream(PreconditionerKind.values())
                .filter(choice -> choice.wireName().equals(given))
                .findFirst()
                .orElseThrow(() -> c.unsupported(
                        "preconditioner \"" + given + "\"",
                        "Supported are "
                                + names(Arrays.stream(PreconditionerKind.values())
                                        .map(PreconditionerKind::wireName))
                                + "."));
    }

    private void readVerification(JsonCursor c) throws IOException {
        verification = VerificationFields.read(c);
    }

    private void readConvergence(JsonCursor c) throws IOException {
        converging = ConvergenceFields.read(c);
    }

    private long readExpiry(JsonCursor c) throws IOException {
        if (!c.atText()) {
            return c.whole(1, LONGEST_IDLE_S);
        }
        String given = c.text(LONGEST_CHOICE);
        if (!given.equals("never")) {
            throw c.wrongType("a number of seconds or \"never\"");
        }
        if (!limits.neverExpires()) {
            throw c.unsupported("\"never\"", "Give the idle seconds after which the session may go.");
        }
        return 0;
    }

    /// What was said elsewhere in short, where `options` says nothing of it; null where it was not said.
    void unlessSaid(@Nullable Boolean verified, @Nullable Boolean swarmEnabled) {
        if (verified != null && verification == null) {
            verification = VerificationFields.enabled(verified);
        }
        if (swarmEnabled != null) {
            swarm.enabledUnlessSaid(swarmEnabled);
        }
    }

    private static UnaryOperator<Verifying> readStrategy(JsonCursor c) throws IOException {
        Strategy one = VerificationFields.strategyOrConsensus(c);
        return one == null ? Verifying::byConsensus : verifying -> verifying.by(one);
    }

    /// Checks what needs the number of rows or belongs together, and fills in what `defaults` has.
    SessionSettings settings(SessionSettings defaults, int rows, Warnings warnings) {
        SessionSettings settings = over(defaults, rows)
                .method(method)
                .preconditioner(preconditioner)
                .swarm(swarm.over(defaults.swarm()))
                .build();
        SwarmFields.check(settings, warnings);
        return settings;
    }

    /// Of a fork: what was said, else what the session has that it comes from; name and labels are the fork's own.
    /// Of an object that is given, what it does not say has its usual default.
    SessionSettings settingsOver(SessionSettings from, int rows) {
        SessionSettings usual = verification == null
                ? from
                : from.toBuilder().verifying(Verifying.DEFAULTS::checkedAs).build();
        return over(usual, rows).build();
    }

    private SessionSettings.Builder over(SessionSettings from, int rows) {
        SessionSettings.Builder settings = from.toBuilder()
                .stopping(over(from.stopping()))
                .verifying(over(from.verifying()))
                .showing(stream.over(from.showing(), rows))
                .live(said(live, from.live()))
                .expiresAfterS(said(expiresAfterS, from.expiresAfterS()))
                .autoCorrection(said(autoCorrection, from.autoCorrection()))
                .seed(said(seed, from.seed()))
                .name(name)
                .labels(labels);
        return converging == null ? settings : settings.converging(converging);
    }

    private Stopping over(Stopping from) {
        return new Stopping(
                said(tolerance, from.tolerance()),
                said(absoluteTolerance, from.absoluteTolerance()),
                errorBound == null ? from.errorBound() : errorBound,
                said(maxIterations, from.maxIterations()),
                said(maxTimeMs, from.maxTimeMs()));
    }

    private Verifying over(Verifying from) {
        Verifying said = verification == null ? from : verification.over(from);
        if (verificationInterval != null) {
            said = said.every(verificationInterval);
        }
        return strategy == null ? said : strategy.apply(said);
    }

    private static <T> T said(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }
}
