// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.problem.ProblemCode;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Everything of a `solve_request` that says how to solve, with its defaults. A field of a later stage is read, and
/// refused unless it has its default value: never accepted and ignored.
/// **Thread** one.
final class OptionsFields {
    private static final double TOLERANCE = 1e-8;
    private static final int MAX_ITERATIONS = 10_000;
    private static final long EXPIRES_AFTER_S = 3600;
    private static final long LONGEST_IDLE_S = 366L * 24 * 3600;
    private static final int VERIFICATION_INTERVAL = 100;
    private static final int PROBES = 10;
    private static final int MOST_PROBES = 100;
    private static final int CONSECUTIVE = 10;
    private static final double AGREEMENT = 0.95;
    private static final int LONGEST_CHOICE = 100;
    private static final int LONGEST_NAME = 200;
    private static final int MOST_LABELS = 32;

    final StreamFields stream = new StreamFields();
    private final PartsFields parts = new PartsFields();

    @Nullable
    VectorFields initialGuess;

    private final RequestLimits limits;
    private final Map<String, String> labels = new TreeMap<>();
    private final Set<String> said = new HashSet<>();
    private Method method = Method.HYBRID;
    private PreconditionerKind preconditioner = PreconditionerKind.AUTO;
    private double tolerance = TOLERANCE;
    private double absoluteTolerance;
    private @Nullable Double errorBound;
    private int maxIterations = MAX_ITERATIONS;
    private long maxTimeMs;
    private boolean live;
    private long expiresAfterS = EXPIRES_AFTER_S;
    private boolean verificationEnabled = true;
    private int verificationInterval = VERIFICATION_INTERVAL;
    private int probeCount = PROBES;
    private @Nullable Double verificationTolerance;
    private Strategy strategy = Strategy.RANDOM_PROBE;
    private int consecutiveIterations = CONSECUTIVE;
    private double swarmAgreement = AGREEMENT;
    private @Nullable Double residualThreshold;
    private long seed;
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
                case "swarm_topology" -> parts.readTopology(c);
                case "cost_aggregation" ->
                    only(c, "weighted_average", "Supported is weighted_average; reports are not combined yet.");
                case "cost_source" ->
                    throw c.unsupported(
                            "following another session's costs", "Send the cost updates to this session itself.");
                case "verification_strategy" -> strategy = strategy(c);
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
                        "auto_correction" ->
                    throw c.unsupported(
                            c.pointer() + " of a fork",
                            "A fork has it from the session that it comes from; leave it out.");
                default -> {
                    said.add(field);
                    readOption(c, field);
                }
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
            case "swarm_enabled" -> parts.readSwarm(c);
            case "partitions" -> parts.readPartitions(c);
            case "verification" -> readVerification(c);
            case "verification_interval" -> verificationInterval = (int) c.whole(1, Integer.MAX_VALUE);
            case "convergence" -> readConvergence(c);
            case "expires_after_s" -> expiresAfterS = readExpiry(c);
            case "auto_correction" -> {
                if (!c.truth()) {
                    throw c.unsupported("false", "Leave auto_correction out.");
                }
            }
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
        c.object(field -> {
            switch (field) {
                case "enabled" -> verificationEnabled = c.truth();
                case "interval" -> verificationInterval = (int) c.whole(1, Integer.MAX_VALUE);
                case "probe_count" -> probeCount = (int) c.whole(1, MOST_PROBES);
                case "tolerance" -> verificationTolerance = c.number(0, true, Double.MAX_VALUE);
                default -> c.unknown();
            }
        });
    }

    private void readConvergence(JsonCursor c) throws IOException {
        c.object(field -> {
            switch (field) {
                case "consecutive_iterations" -> consecutiveIterations = (int) c.whole(1, Integer.MAX_VALUE);
                case "swarm_agreement" -> swarmAgreement = c.number(0, false, 1);
                case "residual_threshold" -> residualThreshold = c.number(0, true, Double.MAX_VALUE);
                default -> c.unknown();
            }
        });
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

    static Strategy strategy(JsonCursor c) throws IOException {
        String given = c.text(LONGEST_CHOICE);
        return switch (given) {
            case "random_probe" -> Strategy.RANDOM_PROBE;
            case "projection" -> Strategy.PROJECTION;
            case "full_residual" -> Strategy.FULL_RESIDUAL;
            default ->
                throw c.unsupported(
                        "strategy \"" + given + "\"", "Supported are random_probe, projection and full_residual.");
        };
    }

    private static void only(JsonCursor c, String supported, String hint) throws IOException {
        String given = c.text(LONGEST_CHOICE);
        if (!given.equals(supported)) {
            throw c.unsupported("\"" + given + "\"", hint);
        }
    }

    static void refuseWorkflow(JsonCursor c) throws IOException {
        throw c.unsupported("a workflow", "Send its options with this request.");
    }

    /// Checks what needs the number of rows or belongs together, and fills in the defaults.
    SessionSettings settings(int rows, Warnings warnings) {
        return parts.in(settings(rows), warnings);
    }

    private SessionSettings settings(int rows) {
        return new SessionSettings(
                method,
                preconditioner,
                tolerance,
                absoluteTolerance,
                errorBound,
                maxIterations,
                maxTimeMs,
                live,
                parts.swarm(),
                expiresAfterS,
                verificationEnabled,
                verificationInterval,
                probeCount,
                verificationTolerance,
                strategy,
                consecutiveIterations,
                swarmAgreement,
                residualThreshold,
                stream.every(),
                stream.selection(rows),
                stream.deadband(),
                stream.buffer(),
                seed,
                name,
                labels);
    }

    /// Of a fork: what was said, else what the session has that it comes from; name and labels are the fork's own.
    SessionSettings settingsOver(SessionSettings from, int rows) {
        SessionSettings mine = settings(rows);
        boolean verification = said.contains("verification");
        boolean convergence = said.contains("convergence");
        boolean shown = said.contains("stream");
        return new SessionSettings(
                from.method(),
                from.preconditioner(),
                said.contains("tolerance") ? mine.tolerance() : from.tolerance(),
                said.contains("absolute_tolerance") ? mine.absoluteTolerance() : from.absoluteTolerance(),
                from.errorBound(),
                said.contains("max_iterations") ? mine.maxIterations() : from.maxIterations(),
                said.contains("max_time_ms") ? mine.maxTimeMs() : from.maxTimeMs(),
                said.contains("live") ? mine.live() : from.live(),
                from.swarmEnabled(),
                said.contains("expires_after_s") ? mine.expiresAfterS() : from.expiresAfterS(),
                verification ? mine.verificationEnabled() : from.verificationEnabled(),
                verification || said.contains("verification_interval")
                        ? mine.verificationInterval()
                        : from.verificationInterval(),
                verification ? mine.probeCount() : from.probeCount(),
                verification ? mine.verificationTolerance() : from.verificationTolerance(),
                from.strategy(),
                convergence ? mine.consecutiveIterations() : from.consecutiveIterations(),
                convergence ? mine.swarmAgreement() : from.swarmAgreement(),
                convergence ? mine.residualThreshold() : from.residualThreshold(),
                shown ? mine.sampleEvery() : from.sampleEvery(),
                shown ? mine.x() : from.x(),
                shown ? mine.deadband() : from.deadband(),
                shown ? mine.buffer() : from.buffer(),
                said.contains("seed") ? mine.seed() : from.seed(),
                mine.name(),
                mine.labels(),
                from.partitions(),
                from.topology());
    }
}
