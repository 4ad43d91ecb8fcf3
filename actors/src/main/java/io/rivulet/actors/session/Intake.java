// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.consensus.core.Quorum;
import io.rivulet.actors.incident.Incidents;
import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.session.core.SessionState;
import io.rivulet.actors.solver.ComputePool;
import io.rivulet.actors.store.MemoryBudget;
import io.rivulet.actors.store.ProblemRepository;
import io.rivulet.actors.store.ProblemRepository.MatrixSize;
import io.rivulet.actors.store.SessionIndex;
import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.classify.Consistency;
import io.rivulet.numerics.classify.Dominance;
import io.rivulet.numerics.incremental.MemoryEstimate;
import io.rivulet.numerics.incremental.SolverEngine;
import io.rivulet.numerics.kernels.Team;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.Plan;
import io.rivulet.numerics.solve.Planned;
import io.rivulet.numerics.solve.Planner;
import io.rivulet.serialization.event.ProblemContent;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.line.MatrixClassView;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
import io.rivulet.serialization.request.OpenRequest;
import io.rivulet.serialization.request.SolveOnUpload;
import io.rivulet.serialization.request.SolveRequest;
import io.rivulet.serialization.request.SolveUnder;
import io.rivulet.serialization.request.SystemSource;
import io.rivulet.serialization.view.SessionRow;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes a session out of a request: reserves memory, generates and checks the whole problem on the compute pool,
/// stores it, and only then is a session opened with it. Whatever is refused before leaves no session.
/// **Thread** any. **Bounded by** the node's memory budget.
final class Intake {
    private static final int SECRET_BYTES = 32;
    private static final String COST_SOURCE = "/flow_nexus/cost_source";
    private static final Logger log = LoggerFactory.getLogger(Intake.class);

    /// What is left to do: tell the session.
    record Prepared(UUID id, SessionEvent.SessionOpened opened, MatrixClassView matrixClass, long estimatedBytes) {}

    private record Checked(
            SolveRequest request, LinearSystem system, Plan plan, MatrixClassView matrixClass, List<String> warnings) {}

    private final SessionNode node;
    private final SessionStores stores;
    private final RandomGenerator random;
    private final SessionPlaces places;

    Intake(SessionNode node, RandomGenerator random) {
        this.node = node;
        this.stores = node.stores();
        this.places = new SessionPlaces(
                stores.index(), node.clock(), node.settings().session().mostActive());
        this.random = random;
    }

    CompletionStage<Prepared> prepare(OpenRequest asked, String owner) {
        return takePlace(asked.sessionId()).thenCompose(_ -> inPlace(asked, owner));
    }

    /// **Errors** `capacity_exceeded`.
    CompletionStage<Void> takePlace(@Nullable UUID session) {
        return places.take(session);
    }

    private CompletionStage<Prepared> inPlace(OpenRequest asked, String owner) {
        return switch (asked) {
            case SolveRequest request ->
                prepare(
                        rowsOf(request.system()),
                        entriesOf(request.system()),
                        () -> CompletableFuture.completedStage(() -> request),
                        owner);
            case SolveOnUpload request ->
                stores.problems().findMatrix(owner, request.ref()).thenCompose(found -> {
                    MatrixSize size = found.orElseThrow(() -> unknown(request.ref()));
                    return prepare(
                            size.rows(),
                            size.entries(),
                            () -> stores.problems()
                                    .loadMatrix(owner, request.ref())
                                    .thenApply(a -> () -> request.on(a)),
                            owner);
                });
            case SolveUnder request ->
                stores.workflows()
                        .defaults(owner, request.workflow())
                        .thenCompose(defaults -> inPlace(request.over(defaults), owner));
        };
    }

    /// @param load called once there is memory; gives what makes the whole request, on the compute pool
    private CompletionStage<Prepared> prepare(
            long rows, long entries, Supplier<CompletionStage<Supplier<SolveRequest>>> load, String owner) {
        if (rows > Integer.MAX_VALUE || entries > Integer.MAX_VALUE) {
            return CompletableFuture.failedStage(Problem.of(
                            ProblemCode.CAPACITY_EXCEEDED,
                            rows + " rows and " + entries + " entries are more than one node can index")
                    .at("/matrix")
                    .exception());
        }
        long bytes = SolverEngine.estimateBytes(rows, entries);
        try {
            requireTurns();
            node.members().requireRoom(bytes);
        } catch (RivuletException full) {
            return CompletableFuture.failedStage(full);
        }
        MemoryBudget.@Nullable Reservation reserved =
                stores.memory().tryReserve(bytes).orElse(null);
        if (reserved == null) {
            return CompletableFuture.failedStage(stores.memory().exceeded(bytes).exception());
        }
        return load.get()
                .thenCompose(whole -> node.pool()
                        .lane(ComputePool.Share.SESSIONS)
                        .run(() -> check(whole.get(), node.pool().team())))
                .thenCompose(checked -> store(owner, checked, withFactors(reserved, checked)))
                // Given back before the session asks for it: the session's own reservation takes over.
                .whenComplete((_, _) -> reserved.close());
    }

    private long withFactors(MemoryBudget.Reservation reserved, Checked checked) {
        LinearSystem system = checked.system();
        long bytes = MemoryEstimate.toBegin(system.rows(), system.a().nnz(), checked.plan());
        long more = bytes - reserved.bytes();
        if (more > 0 && !reserved.tryGrow(more)) {
            throw stores.memory().exceeded(more).exception();
        }
        return bytes;
    }

    /// Sessions that are opened compute. **Errors** `capacity_exceeded`.
    void requireTurns() {
        new QueueLimit(node.settings().compute().queue())
                .requireRoom(node.pool().waiting());
    }

    // On the compute pool

    private static Checked check(SolveRequest request, Team team) {
        LinearSystem system = ProblemRepository.systemOf(request.system());
        SessionSettings settings = request.settings();
        checkLength(system, request.initialGuess());
        Classification classification = Classifier.classify(team, system.a());
        Plan plan = switch (Planner.plan(system, classification, settings.method(), settings.preconditioner())) {
            case Planned.Ok ok -> ok.plan();
            case Planned.NotApplicable no -> throw notApplicable(no);
            case Planned.Structural no -> throw structural(no);
        };
        List<String> warnings = switch (Consistency.check(system, classification)) {
            case Consistency.Consistent consistent -> consistent.warnings();
            case Consistency.Inconsistent no -> throw inconsistent(no);
        };
        if (settings.stopping().errorBound() != null && !boundable(classification)) {
            throw Problem.of(
                            ProblemCode.CERTIFICATE_UNAVAILABLE,
                            "The matrix is not diagonally dominant by chains and not a proven M-matrix, so no bound on "
                                    + "the error can be certified")
                    .at("/options/error_bound")
                    .hint("Ask for options.tolerance, a bound on the residual, instead.")
                    .exception();
        }
        return new Checked(request, system, plan, MatrixClassView.of(classification), warnings);
    }

    private static boolean boundable(Classification c) {
        return c.mMatrix() || c.weaklyChained() || c.rowDominance() == Dominance.STRICT;
    }

    private static void checkLength(LinearSystem system, @Nullable DenseVector guess) {
        if (guess != null && guess.size() != system.rows()) {
            throw Problem.of(
                            ProblemCode.DIMENSION_MISMATCH,
                            "initial_guess has " + guess.size() + " entries, the matrix " + system.rows() + " rows")
                    .at("/options/initial_guess")
                    .exception();
        }
    }

    private static RuntimeException notApplicable(Planned.NotApplicable no) {
        return Problem.of(ProblemCode.METHOD_NOT_APPLICABLE, no.why())
                .at("/method")
                .hint("These would work: "
                        + no.wouldApply().stream().map(Method::wireName).collect(Collectors.joining(", ")) + ".")
                .exception();
    }

    private static RuntimeException structural(Planned.Structural no) {
        return Problem.of(ProblemCode.STRUCTURALLY_SINGULAR, no.why())
                .at("/matrix")
                .exception();
    }

    private static RuntimeException inconsistent(Consistency.Inconsistent no) {
        return Problem.of(ProblemCode.SINGULAR_INCONSISTENT, no.why())
                .at("/vector")
                .hint("The matrix is singular: b has to be in its range. The component of row " + no.component()
                        + " is off by " + no.imbalance() + ".")
                .exception();
    }

    // In the store

    private CompletionStage<Prepared> store(String owner, Checked checked, long bytes) {
        SolveRequest request = checked.request();
        UUID id = request.sessionId() == null ? randomId() : request.sessionId();
        LinearSystem system = checked.system();
        DenseVector guess = request.initialGuess();
        CompletionStage<@Nullable String> guessHash = guess == null
                ? CompletableFuture.completedStage(null)
                : stores.problems().putVector(owner, id, guess).thenApply(stored -> stored.hash());
        return settled(request, id, owner, system.rows())
                .thenCompose(settings -> referToMatrix(owner, id, request.system())
                        .thenCompose(_ -> stores.problems()
                                .put(
                                        owner,
                                        id,
                                        contentOf(request.system()),
                                        system.rows(),
                                        system.a().nnz()))
                        .thenCombine(guessHash, (ref, hash) -> {
                            if (ref.matrix() == null) {
                                stores.problems().remember(owner, ref.hash(), system);
                            }
                            var warnings = new ArrayList<>(request.warnings());
                            warnings.addAll(checked.warnings());
                            if (settings.verifying().consensus()) {
                                warnings.addAll(fewVoters());
                            }
                            return new SessionEvent.SessionOpened(
                                    owner,
                                    node.clock().millis(),
                                    ref,
                                    settings,
                                    checked.plan().method().wireName(),
                                    checked.plan().preconditioner().wireName(),
                                    checked.plan().reason(),
                                    List.copyOf(warnings),
                                    hash,
                                    secret(),
                                    SessionState.SEQ_RESERVE);
                        }))
                .thenCompose(opened ->
                        list(id, opened).thenApply(_ -> new Prepared(id, opened, checked.matrixClass(), bytes)));
    }

    private List<String> fewVoters() {
        var quorum = new Quorum(node.voters().electorate().present().size());
        return quorum.toleratedFaults() > 0
                ? List.of()
                : List.of("verification_strategy consensus has " + quorum.voters()
                        + " voters and tolerates no faulty one (tolerated_faults 0); from 4 on it tolerates one");
    }

    /// What a session follows must be there, and is followed from where it stands. One that exists already follows what
    /// it did.
    private CompletionStage<SessionSettings> settled(SolveRequest request, UUID id, String owner, int rows) {
        SessionSettings settings = request.settings();
        SessionSettings.CostSource source = settings.swarm().costSource();
        if (source == null) {
            return CompletableFuture.completedStage(settings);
        }
        if (source.session().equals(id)) {
            throw unfit(ProblemCode.UNSUPPORTED_VALUE, "a session can't follow itself");
        }
        return stores.index()
                .get(id)
                .thenCompose(known -> known.isPresent()
                        ? CompletableFuture.completedStage(settings)
                        : from(source, settings, owner, rows));
    }

    private CompletionStage<SessionSettings> from(
            SessionSettings.CostSource source, SessionSettings settings, String owner, int rows) {
        return node.asks()
                .ask(
                        source.session(),
                        owner,
                        Answer.Status.class,
                        node.settings().ask().timeout(),
                        replyTo -> new SessionCommand.ReadStatus(owner, replyTo))
                .handle((status, failure) -> {
                    if (status == null) {
                        throw Incidents.problemOf(failure, log, "reading a cost source")
                                .at(COST_SOURCE)
                                .exception();
                    }
                    if (status.view().rows() != rows) {
                        throw unfit(
                                ProblemCode.DIMENSION_MISMATCH,
                                "the session to follow has " + status.view().rows() + " rows, this one " + rows);
                    }
                    return settings.toBuilder()
                            .swarm(settings.swarm()
                                    .following(new SessionSettings.CostSource(
                                            source.session(), status.view().revision())))
                            .build();
                });
    }

    private static RuntimeException unfit(ProblemCode code, String detail) {
        return Problem.of(code, detail).at(COST_SOURCE).exception();
    }

    /// Before the problem is stored that names the matrix, which may have been swept since it was loaded.
    private CompletionStage<Boolean> referToMatrix(String owner, UUID id, SystemSource source) {
        return source instanceof SystemSource.OnMatrix on
                ? stores.chunks().refer(owner, id, on.ref()).thenApply(there -> {
                    if (!there) {
                        throw unknown(on.ref());
                    }
                    return true;
                })
                : CompletableFuture.completedStage(true);
    }

    private static RuntimeException unknown(String ref) {
        return Problem.of(ProblemCode.PROBLEM_NOT_FOUND, "There is no uploaded problem '" + ref + "'")
                .at("/matrix/ref")
                .exception();
    }

    /// The row comes first: a session that nobody finds must not exist. One without a session is harmless.
    CompletionStage<Boolean> list(UUID id, SessionEvent.SessionOpened opened) {
        return stores.index().get(id).thenCompose(known -> {
            if (known.isPresent()) {
                SessionRow row = known.get();
                if (!row.owner().equals(opened.owner())) {
                    return CompletableFuture.failedStage(taken(id).exception());
                }
                return SessionIndex.ended(row.state())
                        ? CompletableFuture.failedStage(ended(id).exception())
                        : CompletableFuture.completedStage(true);
            }
            SessionSettings settings = opened.settings();
            return stores.index()
                    .upsert(new SessionRow(
                            id,
                            opened.owner(),
                            "opening",
                            false,
                            node.name(),
                            0,
                            opened.createdAtMillis(),
                            opened.createdAtMillis(),
                            settings.expiresAfterS() == 0
                                    ? -1
                                    : opened.createdAtMillis() + 1_000 * settings.expiresAfterS(),
                            settings.name(),
                            settings.labels(),
                            opened.problem().rows(),
                            opened.method(),
                            opened.fork() == null ? 0 : opened.fork().revision(),
                            null,
                            settings.workflow()));
        });
    }

    private static Problem taken(UUID id) {
        return Problem.of(ProblemCode.SESSION_EXISTS, "The session id " + id + " is taken")
                .session(id.toString())
                .at("/session_id")
                .hint("Choose another id, or leave it out.");
    }

    /// The id of a session that has ended is not given out again while its tombstone stands.
    static Problem ended(UUID id) {
        return Problem.of(ProblemCode.SESSION_EXISTS, "The session id " + id + " belonged to a session that has ended")
                .session(id.toString())
                .at("/session_id")
                .hint("Choose another id, or leave it out.");
    }

    UUID randomId() {
        long version4 = (random.nextLong() & ~0xF000L) | 0x4000L;
        long variant2 = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(version4, variant2);
    }

    String secret() {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return HexFormat.of().formatHex(secret);
    }

    // Sources

    private static ProblemContent contentOf(SystemSource source) {
        return switch (source) {
            case SystemSource.Explicit explicit -> new ProblemContent.Explicit(explicit.system());
            case SystemSource.Gallery gallery -> new ProblemContent.Recipe(gallery.recipe(), gallery.b());
            case SystemSource.OnMatrix on -> new ProblemContent.OnMatrix(on.ref(), on.b());
        };
    }

    static long rowsOf(SystemSource source) {
        return switch (source) {
            case SystemSource.Explicit explicit -> explicit.system().rows();
            case SystemSource.Gallery gallery -> gallery.recipe().rows();
            case SystemSource.OnMatrix on -> on.a().rows();
        };
    }

    static long entriesOf(SystemSource source) {
        return switch (source) {
            case SystemSource.Explicit explicit -> explicit.system().a().nnz();
            case SystemSource.Gallery gallery -> gallery.recipe().nnzEstimate();
            case SystemSource.OnMatrix on -> on.a().nnz();
        };
    }
}
