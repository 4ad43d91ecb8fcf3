// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.cluster.Membership;
import io.rivulet.actors.cluster.NodeIdentity;
import io.rivulet.actors.consensus.MemberSeats;
import io.rivulet.actors.field.Fields;
import io.rivulet.actors.follow.FollowerInbox;
import io.rivulet.actors.follow.FollowerMessage;
import io.rivulet.actors.incident.Incidents;
import io.rivulet.actors.pattern.Patterns;
import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.session.core.Input;
import io.rivulet.actors.session.core.Slices;
import io.rivulet.actors.store.ChunkUpload;
import io.rivulet.actors.store.SessionIndex;
import io.rivulet.actors.store.StoreExtension;
import io.rivulet.actors.swarm.SwarmRegistry;
import io.rivulet.actors.task.Tasks;
import io.rivulet.actors.telemetry.Telemetry;
import io.rivulet.actors.verifier.VerifierActor;
import io.rivulet.actors.wire.UpdateBatch;
import io.rivulet.actors.workflow.Workflows;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.serialization.event.CostReport;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.event.UpdateIdentity;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
import io.rivulet.serialization.request.ForkRequest;
import io.rivulet.serialization.request.JoinRequest;
import io.rivulet.serialization.request.MatrixRequest;
import io.rivulet.serialization.request.OpenRequest;
import io.rivulet.serialization.request.VerifyRequest;
import io.rivulet.serialization.view.AnalysisView;
import io.rivulet.serialization.view.ProbeTask;
import io.rivulet.serialization.view.SessionRow;
import io.rivulet.serialization.view.SessionStatusView;
import io.rivulet.serialization.view.SwarmView;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.jspecify.annotations.Nullable;

/// The one door to sessions for gateways: sharding, timeouts and intake are behind it. Failures are
/// [io.rivulet.serialization.problem.RivuletException]s; a timeout means "unknown", never "failed": repeat with the
/// same identity.
/// **Thread** any.
public final class Sessions {
    private static final UpdateIdentity NOBODY = new UpdateIdentity(new UUID(0, 0), null, -1, -1);
    private static final Set<ProblemCode> GONE = Set.of(ProblemCode.SESSION_NOT_FOUND, ProblemCode.SESSION_EXPIRED);

    /// A session that was opened, or re-attached to (`created` false); its lines from `firstSeq` on tell it.
    ///
    /// @param inherited from the workflow it was opened under; of one that was re-attached to, [#inherited] tells
    public record OpenedSession(
            UUID id, boolean created, long firstSeq, SessionSettings.@Nullable Inherited inherited) {}

    /// A fork of `from`, that was opened or was there already; `line` is what its `session_opened` says.
    public record ForkedSession(
            UUID id, UUID from, long forkedAt, boolean created, long revision, Line.SessionOpened line) {}

    /// `after` is the cursor of the page before, or null. `next` null: no more.
    public record Page(List<SessionRow> rows, @Nullable String next) {}

    /// Facts of this node for `GET /api/v1/status` and health.
    ///
    /// @param degraded it reaches too few members to change anything
    public record NodeFacts(
            String name,
            String transport,
            String database,
            boolean databaseUp,
            boolean clusterUp,
            boolean degraded,
            boolean draining,
            Map<String, Integer> sessionsByState,
            double iterationsPerSecond,
            double updatesPerSecond,
            double probesPerSecond,
            double linesPerSecond,
            List<Membership.View> members) {}

    /// A session's problem at a revision.
    public record ProblemAt(LinearSystem system, long revision) {}

    private final ActorSystem<?> system;
    private final SessionNode node;
    private final SessionDirectory directory;
    private final SessionAsks asks;
    private final Intake intake;
    private final Forks forks;
    private final Uploads uploads;
    private final SystemChecks systemChecks;
    private final Analyses analyses;
    private final NodeFactsReader facts;
    private final UUID door;
    private final Membership membership;
    private final NodeGate gate;
    private final SwarmDoor swarm;
    private final Fields fields;
    private final Tasks tasks;
    private final Patterns patterns;
    private final AtomicBoolean draining;

    Sessions(
            ActorSystem<?> system,
            SessionNode node,
            SessionDirectory directory,
            SessionAsks asks,
            Membership membership,
            SwarmRegistry registry,
            Fields fields,
            Tasks tasks,
            Patterns patterns,
            AtomicBoolean draining,
            RandomGenerator random) {
        this.system = system;
        this.node = node;
        this.directory = directory;
        this.asks = asks;
        this.intake = new Intake(node, random);
        this.forks = new Forks(node, asks, intake);
        this.uploads = new Uploads(node, random);
        this.systemChecks = new SystemChecks(node, random);
        this.analyses = new Analyses(node);
        this.membership = membership;
        this.gate = new NodeGate(node.name(), membership, draining);
        this.swarm = new SwarmDoor(node, asks, registry);
        this.fields = fields;
        this.tasks = tasks;
        this.patterns = patterns;
        this.draining = draining;
        this.facts = new NodeFactsReader(system, node, membership);
        this.door = new UUID(random.nextLong(), random.nextLong());
    }

    /// Starts sessions on a system whose configuration is [PekkoConfig#under] the store's
    /// [io.rivulet.actors.store.PersistenceConfig]; the node joins its cluster by whoever started it.
    /// What happens is counted for whoever asks for [#telemetry], and alerts go to the log alone.
    public static Sessions start(
            ActorSystem<?> system, NodeIdentity self, ActorsSettings settings, SessionStores stores) {
        return start(system, self, settings, stores, Telemetry.of(InstantSource.system()));
    }

    /// @param telemetry of this node and no other
    public static Sessions start(
            ActorSystem<?> system,
            NodeIdentity self,
            ActorsSettings settings,
            SessionStores stores,
            Telemetry telemetry) {
        StoreExtension.bind(system, stores.database());
        return new SessionsStart(system, self, settings, stores, telemetry).start();
    }

    /// Where this node's parts count and alert.
    public Telemetry telemetry() {
        return node.meters().telemetry;
    }

    /// The cluster's members, and how they leave.
    public Membership membership() {
        return membership;
    }

    /// Patterns and experiences.
    public Patterns patterns() {
        return patterns;
    }

    /// Simulations of fields.
    public Fields fields() {
        return fields;
    }

    /// Tasks of agents.
    public Tasks tasks() {
        return tasks;
    }

    /// The workflows that owners have applied.
    public Workflows workflows() {
        return node.stores().workflows();
    }

    /// Refuses new work from now on. Sessions go on, and move to other members, where there are some, a few at a
    /// time; those that are left when the node leaves the cluster move then.
    public void drain() {
        draining.set(true);
        membership.tellNow();
    }

    /// Whether new work is refused.
    public boolean draining() {
        return draining.get();
    }

    /// Whether sessions of this node still wait to move to another member.
    public boolean handingOver() {
        return node.local().count() > 0 && membership.othersTakeSessions();
    }

    /// Stops computing. After the actor system has ended, before the database is closed.
    public void close() {
        node.pool().close();
    }

    /// Checks, classifies, stores and opens: 4xx problems leave no session. Memory is reserved before anything is
    /// allocated.
    public CompletionStage<OpenedSession> open(OpenRequest request, String owner) {
        return open(request, owner, null);
    }

    /// @param trace the `traceparent` of who asks, null where that is not traced
    public CompletionStage<OpenedSession> open(OpenRequest request, String owner, @Nullable String trace) {
        return gate.change(() -> intake.prepare(request, owner))
                .thenCompose(prepared -> asks.askBlindly(
                                prepared.id(),
                                Answer.Opened.class,
                                node.settings().ask().openTimeout(),
                                replyTo -> new SessionCommand.Open(
                                        prepared.opened(),
                                        prepared.matrixClass(),
                                        prepared.estimatedBytes(),
                                        trace,
                                        replyTo))
                        .thenApply(opened -> new OpenedSession(
                                prepared.id(),
                                opened.created(),
                                opened.firstSeq(),
                                prepared.opened().settings().inherited())));
    }

    /// How many sessions of `owner` are not completed, as far as the directory knows, without `besides`.
    public CompletionStage<Long> active(String owner, @Nullable UUID besides) {
        return node.stores().index().countActive(owner, besides);
    }

    /// Begins the upload of a matrix, on which sessions can be opened by its name. To be closed whatever comes.
    /// @param waiting how the upload's thread waits for the store
    /// **Errors** `capacity_exceeded`, `draining`.
    public MatrixUpload upload(String owner, ChunkUpload.Waiting waiting) {
        gate.refusal().ifPresent(refusal -> {
            throw refusal;
        });
        return uploads.begin(owner, waiting);
    }

    public CompletionStage<List<Answer.UpdateResult>> update(
            UUID session, String owner, List<IdentifiedUpdate> updates, boolean waitApplied) {
        return update(session, owner, updates, waitApplied, null, null);
    }

    /// @param trace as of [#open]
    public CompletionStage<List<Answer.UpdateResult>> update(
            UUID session, String owner, List<IdentifiedUpdate> updates, boolean waitApplied, @Nullable String trace) {
        return update(session, owner, updates, waitApplied, null, trace);
    }

    /// For the updates of one connection: those for one session are taken in the order in which they are sent.
    public UpdateLanes lanes(String owner, boolean waitApplied) {
        return lanes(owner, waitApplied, null);
    }

    /// @param trace as of [#open]; of all of them
    public UpdateLanes lanes(String owner, boolean waitApplied, @Nullable String trace) {
        return new UpdateLanes(session -> new UpdateLane(
                UUID.randomUUID(), (updates, place) -> update(session, owner, updates, waitApplied, place, trace)));
    }

    private CompletionStage<List<Answer.UpdateResult>> update(
            UUID session,
            String owner,
            List<IdentifiedUpdate> updates,
            boolean waitApplied,
            UpdateLane.@Nullable Place place,
            @Nullable String trace) {
        var batch = new UpdateBatch(updates);
        var ask = node.settings().ask();
        // Nobody would recognise one that comes again under an id that was made for it here.
        boolean repeatable =
                updates.stream().noneMatch(update -> update.identity().madeByServer());
        return gate.change(() -> asks.ask(
                        session,
                        owner,
                        Answer.UpdateResults.class,
                        waitApplied ? ask.workTimeout() : ask.timeout(),
                        repeatable,
                        replyTo -> new SessionCommand.Update(
                                owner, batch, waitApplied, place == null ? null : place.turn(), trace, replyTo)))
                .thenApply(Answer.UpdateResults::each);
    }

    /// What members observed; one result each, in order, as of an update. A report that tells nothing new is a
    /// duplicate.
    /// **Errors** of each: `forbidden` for one that is no reporter of the session.
    public CompletionStage<List<Answer.UpdateResult>> report(
            UUID session, String owner, List<CostReport> reports, boolean waitApplied) {
        return gate.change(() -> swarm.report(session, owner, reports, waitApplied));
    }

    /// A member joins a session, or all that have a swarm; with what it joined with before it only tells that
    /// it lives.
    /// **Errors** `session_not_found`, `capacity_exceeded`, `unsupported_value`.
    public CompletionStage<Answer.Joined> join(JoinRequest request, String owner) {
        return gate.change(() -> swarm.join(request, owner, false));
    }

    /// A member of a session, or without one of the cluster, lives. **Errors** `forbidden` for one that is no
    /// member, or not any more: it has to join again.
    public CompletionStage<Answer.Joined> ping(@Nullable UUID session, String owner, String nodeId) {
        return swarm.ping(session, owner, nodeId, false);
    }

    /// For the members that work over one socket of this node.
    ///
    /// @param socket takes a frame for them at once, or says false where it has no room
    public SocketMembers members(String owner, Predicate<byte[]> socket) {
        return new SocketMembers(
                owner,
                socket,
                node.links(),
                (request, who) -> gate.change(() -> swarm.join(request, who, true)),
                (session, nodeId) -> swarm.ping(session, owner, nodeId, true));
    }

    /// The members of a session's swarm.
    public CompletionStage<SwarmView> swarm(UUID session, String owner) {
        return swarm.of(session, owner);
    }

    /// The members of the cluster: its nodes, and those of `owner`.
    public SwarmView swarm(String owner) {
        return swarm.ofCluster(owner);
    }

    /// What a session has from the workflow that it was opened under; a question to the session only if there is one.
    /// Empty while the directory can't be read: who follows a session needs no database.
    public CompletionStage<Optional<SessionSettings.Inherited>> inherited(UUID session, String owner) {
        return directory
                .workflow(session, owner)
                .exceptionally(_ -> Optional.empty())
                .thenCompose(workflow -> workflow.isEmpty()
                        ? CompletableFuture.completedStage(Optional.empty())
                        : status(session, owner).thenApply(view -> Optional.ofNullable(view.inherited())));
    }

    public CompletionStage<SessionStatusView> status(UUID session, String owner) {
        return asks.ask(
                        session,
                        owner,
                        Answer.Status.class,
                        node.settings().ask().timeout(),
                        replyTo -> new SessionCommand.ReadStatus(owner, replyTo))
                .thenApply(Answer.Status::view);
    }

    public CompletionStage<Answer.Solution> solution(UUID session, String owner, long minRevision) {
        return asks.ask(
                session,
                owner,
                Answer.Solution.class,
                node.settings().ask().workTimeout(),
                replyTo -> new SessionCommand.ReadSolution(owner, minRevision, replyTo));
    }

    /// The x that voters are asked about under this digest, while they are. **Errors** `unsupported_value` where nobody
    /// is.
    public CompletionStage<DenseVector> polledX(UUID session, String owner, String digest) {
        return asks.ask(
                        session,
                        owner,
                        Answer.PolledX.class,
                        node.settings().ask().timeout(),
                        replyTo -> new SessionCommand.ReadPolledX(owner, digest, replyTo))
                .thenApply(Answer.PolledX::x);
    }

    /// A and b at `revision`, with −1 at the present one, as this node reads them from store and journal.
    /// **Errors** `out_of_range` for one that is not there any more, or not yet; `session_busy`.
    public CompletionStage<ProblemAt> problem(UUID session, String owner, long revision) {
        return status(session, owner).thenCompose(now -> {
            long wanted = revision < 0 ? now.revision() : revision;
            var system = new CompletableFuture<LinearSystem>();
            node.verifier().tell(new VerifierActor.ReadSystem(session, wanted, system));
            return system.handle((read, failure) -> {
                if (failure == null) {
                    return new ProblemAt(read, wanted);
                }
                throw unread(session, wanted, failure);
            });
        });
    }

    private static RuntimeException unread(UUID session, long revision, Throwable failure) {
        Throwable cause = Incidents.cause(failure);
        return cause instanceof IllegalArgumentException
                ? Problem.of(ProblemCode.OUT_OF_RANGE, "Of the problem, " + cause.getMessage())
                        .at("/revision")
                        .session(session.toString())
                        .hint("Old revisions are folded together; ask for the present one, or leave revision out.")
                        .exception()
                : cause instanceof RuntimeException known ? known : new CompletionException(cause);
    }

    /// A socket at which members that verify may be; see [MemberSeats].
    public MemberSeats.Socket memberSocket(String owner, Predicate<ProbeTask> send) {
        return node.seats().socket(owner, send);
    }

    public CompletionStage<Answer.Entries> entries(UUID session, String owner, int[] indices, double error) {
        List<Integer> wanted = Arrays.stream(indices).boxed().toList();
        return asks.ask(
                session,
                owner,
                Answer.Entries.class,
                node.settings().ask().workTimeout(),
                replyTo -> new SessionCommand.ReadEntries(owner, wanted, error, replyTo));
    }

    /// The costs that move entry `index` of x most: at most `count` of row `index` of A⁻¹, by falling magnitude, each
    /// to within `error`. **Errors** `index_out_of_range`; `certificate_unavailable` where nothing could be said of
    /// the error; `session_busy` while A changes.
    public CompletionStage<Slices.GradientResult> gradient(
            UUID session, String owner, int index, double error, int count) {
        return asks.ask(
                        session,
                        owner,
                        Answer.Gradient.class,
                        node.settings().ask().workTimeout(),
                        replyTo -> new SessionCommand.ReadGradient(owner, index, error, count, replyTo))
                .thenApply(Answer.Gradient::result);
    }

    /// What `change` would give, if it were the session's next update; the session is not concerned.
    /// **Errors** what the update would be refused for, at the same pointers; `structurally_singular` and
    /// `singular_inconsistent` where no x could answer; `session_busy`, `capacity_exceeded`.
    public CompletionStage<Slices.WhatIfResult> whatIf(
            UUID session, String owner, CostUpdate change, @Nullable List<Integer> indices) {
        var batch = new UpdateBatch(List.of(new IdentifiedUpdate(NOBODY, change)));
        return gate.work(() -> asks.ask(
                        session,
                        owner,
                        Answer.WhatIf.class,
                        node.settings().ask().workTimeout(),
                        replyTo -> new SessionCommand.WhatIf(owner, batch, indices, replyTo)))
                .thenApply(Answer.WhatIf::result);
    }

    /// Opens a session that begins where `session` is now, on the same stored problem, and goes its own way from there.
    /// With an id that is a fork of `session` already: that one.
    public CompletionStage<ForkedSession> fork(UUID session, String owner, ForkRequest request) {
        return gate.change(() -> forks.open(session, owner, request));
    }

    public CompletionStage<Line.VerificationResult> verify(
            UUID session, String owner, @Nullable Strategy strategy, int probeCount) {
        return verify(session, owner, strategy, false, probeCount);
    }

    /// As asked for: in one way, in the session's, or by votes.
    public CompletionStage<Line.VerificationResult> verify(VerifyRequest.OfSession request, String owner) {
        return verify(request.sessionId(), owner, request.strategy(), request.consensus(), request.probeCount());
    }

    /// By votes of the session's voters. **Errors** `no_quorum` where too few agree.
    public CompletionStage<Line.VerificationResult> poll(UUID session, String owner, int probeCount) {
        return verify(session, owner, null, true, probeCount);
    }

    private CompletionStage<Line.VerificationResult> verify(
            UUID session, String owner, @Nullable Strategy strategy, boolean consensus, int probeCount) {
        return gate.work(() -> asks.ask(
                        session,
                        owner,
                        Answer.Verification.class,
                        node.settings().ask().workTimeout(),
                        replyTo -> new SessionCommand.Verify(owner, strategy, consensus, probeCount, replyTo)))
                .thenApply(Answer.Verification::result);
    }

    /// Verifies any x on the verifier's share of the compute pool.
    public CompletionStage<Line.VerificationResult> verify(VerifyRequest.OfSystem request) {
        return gate.work(() -> systemChecks.verify(request));
    }

    /// What kind of matrix this is, and how it would be solved. **Errors** `capacity_exceeded`, `problem_not_found`.
    public CompletionStage<AnalysisView> analyze(MatrixRequest request, String owner) {
        return gate.work(() -> analyses.of(request, owner));
    }

    public CompletionStage<SessionStatusView> command(
            UUID session, String owner, Input.Command.Kind kind, double tolerance) {
        return gate.change(() -> asks.ask(
                        session,
                        owner,
                        Answer.Status.class,
                        node.settings().ask().timeout(),
                        replyTo -> new SessionCommand.Steer(owner, kind, tolerance, replyTo)))
                .thenApply(Answer.Status::view);
    }

    /// Tells `problem` as a line of the session, which goes on.
    public CompletionStage<Boolean> tell(UUID session, String owner, Problem problem) {
        return asks.ask(
                        session,
                        owner,
                        Answer.Done.class,
                        node.settings().ask().timeout(),
                        replyTo -> new SessionCommand.Tell(owner, problem, replyTo))
                .thenApply(_ -> true);
    }

    /// Deletes; idempotent: a session that does not exist any more is a success.
    public CompletionStage<Boolean> delete(UUID session, String owner) {
        return asks.ask(
                        session,
                        owner,
                        Answer.Done.class,
                        node.settings().ask().timeout(),
                        replyTo -> new SessionCommand.Close(owner, "deleted", replyTo))
                .handle((_, failure) -> {
                    directory.forget(session);
                    if (failure != null && !refusedAs(failure, GONE)) {
                        throw failure instanceof RuntimeException known ? known : new CompletionException(failure);
                    }
                    return true;
                });
    }

    private static boolean refusedAs(Throwable failure, Set<ProblemCode> codes) {
        Throwable cause = Incidents.cause(failure);
        return cause instanceof RivuletException known
                && codes.contains(known.problem().code());
    }

    public CompletionStage<Page> list(
            String owner, int limit, @Nullable String after, @Nullable String state, Map<String, String> labels) {
        Map.Entry<String, String> first = labels.entrySet().stream().findFirst().orElse(null);
        var filter = new SessionIndex.Filter(
                owner, state, first == null ? null : first.getKey(), first == null ? null : first.getValue());
        return node.stores()
                .index()
                .page(filter, limit, after)
                .thenApply(page -> new Page(
                        page.rows().stream()
                                .filter(row -> row.labels().entrySet().containsAll(labels.entrySet()))
                                .toList(),
                        page.nextCursor()));
    }

    /// Checks that the session exists and `from` is not beyond its next number, then sends lines to `to` within the
    /// credit.
    /// `streams` is how many read what this follower is told, as the status counts them.
    /// Fails with `session_not_found` or `out_of_range`. Lines start when this has succeeded.
    /// While the node drains too: streams that are open go on, and follow sessions that move.
    public CompletionStage<Boolean> follow(
            UUID session,
            String owner,
            long follower,
            int streams,
            OptionalLong from,
            long creditBytes,
            ActorRef<FollowerMessage> to) {
        return asks.ask(
                        session,
                        owner,
                        Answer.Done.class,
                        node.settings().ask().timeout(),
                        replyTo -> new SessionCommand.Follow(
                                owner, door, follower, streams, from, creditBytes, to, replyTo))
                .thenApply(_ -> true);
    }

    /// See [Input.Credit]: to be sent at least each second while following.
    public void credit(UUID session, long follower, int streams, long upTo, long bytes) {
        asks.entity(session).tell(new SessionCommand.Credit(door, follower, streams, upTo, bytes));
    }

    public void unfollow(UUID session, long follower) {
        asks.entity(session).tell(new SessionCommand.Unfollow(door, follower));
    }

    /// What receives the messages of one attempt to follow; `receiver` is told them in order.
    public Behavior<FollowerMessage> inbox(Consumer<FollowerMessage.Heard> receiver) {
        return FollowerInbox.create(node.parcels(), receiver);
    }

    /// So many lines went from here to streams, for the node's figures.
    public void told(long lines) {
        node.counters().lines.add(lines);
    }

    public CompletionStage<NodeFacts> node() {
        return facts.now(draining.get());
    }

    /// Whose session it is, where `token` was issued for it and has not expired.
    public CompletionStage<Optional<String>> ownerByResumeToken(UUID session, String token) {
        return resumeTokenValid(session, token)
                .thenCompose(valid -> valid
                        ? node.stores().index().get(session).thenApply(row -> row.map(SessionRow::owner))
                        : CompletableFuture.completedStage(Optional.empty()));
    }

    /// True if `token` was issued for this session and has not expired.
    public CompletionStage<Boolean> resumeTokenValid(UUID session, String token) {
        return directory
                .findForAnybody(session)
                .thenCompose(id -> asks.askBlindly(
                        id,
                        Answer.Done.class,
                        node.settings().ask().timeout(),
                        replyTo -> new SessionCommand.CheckToken(token, replyTo)))
                .handle((_, failure) -> {
                    if (failure == null) {
                        return true;
                    }
                    if (refusedAs(failure, GONE) || refusedAs(failure, Set.of(ProblemCode.UNAUTHENTICATED))) {
                        return false;
                    }
                    throw failure instanceof RuntimeException known ? known : new CompletionException(failure);
                });
    }

    SessionAsks asks() {
        return asks;
    }

    /// Whether the session is in this node's memory.
    boolean isLocal(UUID session) {
        return node.local().has(session);
    }
}
