// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.cluster.Membership;
import io.rivulet.actors.cluster.NodeIdentity;
import io.rivulet.actors.field.Fields;
import io.rivulet.actors.pattern.Patterns;
import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.session.core.Input;
import io.rivulet.actors.store.ChunkUpload;
import io.rivulet.actors.store.SessionIndex;
import io.rivulet.actors.store.StoreExtension;
import io.rivulet.actors.swarm.SwarmRegistry;
import io.rivulet.actors.task.Tasks;
import io.rivulet.actors.telemetry.Telemetry;
import io.rivulet.actors.wire.UpdateBatch;
import io.rivulet.actors.workflow.Workflows;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.request.ForkRequest;
import io.rivulet.serialization.request.MatrixRequest;
import io.rivulet.serialization.request.OpenRequest;
import io.rivulet.serialization.view.AnalysisView;
import io.rivulet.serialization.view.SessionRow;
import io.rivulet.serialization.view.SessionStatusView;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;

/// The one door to sessions for gateways: sharding, timeouts and intake are behind it. Failures are
/// [io.rivulet.serialization.problem.RivuletException]s; a timeout means "unknown", never "failed": repeat with the
/// same identity.
/// **Thread** any.
public final class Sessions {
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

    private final ActorSystem<?> system;
    private final SessionNode node;
    private final SessionDirectory directory;
    private final SessionAsks asks;
    private final Intake intake;
    private final Forks forks;
    private final Uploads uploads;
    private final Analyses analyses;
    private final NodeFactsReader facts;
    private final Membership membership;
    private final NodeGate gate;
    private final SessionReads reads;
    private final SessionVerification verification;
    private final SessionStreams streams;
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
        this.analyses = new Analyses(node);
        this.membership = membership;
        this.gate = new NodeGate(node.name(), membership, draining);
        this.reads = new SessionReads(node, directory, asks, gate);
        this.verification = new SessionVerification(node, asks, gate, random);
        this.streams = new SessionStreams(node, directory, asks, new UUID(random.nextLong(), random.nextLong()));
        this.swarm = new SwarmDoor(node, asks, gate, registry);
        this.fields = fields;
        this.tasks = tasks;
        this.patterns = patterns;
        this.draining = draining;
        this.facts = new NodeFactsReader(system, node, membership);
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

    /// What is read of a session.
    public SessionReads reads() {
        return reads;
    }

    /// How good x is.
    public SessionVerification verification() {
        return verification;
    }

    /// How sessions are followed.
    public SessionStreams streams() {
        return streams;
    }

    /// Members of swarms.
    public SwarmDoor swarm() {
        return swarm;
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

    /// Opens a session that begins where `session` is now, on the same stored problem, and goes its own way from there.
    /// With an id that is a fork of `session` already: that one.
    public CompletionStage<ForkedSession> fork(UUID session, String owner, ForkRequest request) {
        return gate.change(() -> forks.open(session, owner, request));
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
                    if (failure != null && !SessionAsks.gone(failure)) {
                        throw failure instanceof RuntimeException known ? known : new CompletionException(failure);
                    }
                    return true;
                });
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

    public CompletionStage<NodeFacts> node() {
        return facts.now(draining.get());
    }

    SessionAsks asks() {
        return asks;
    }

    /// Whether the session is in this node's memory.
    boolean isLocal(UUID session) {
        return node.local().has(session);
    }
}
