// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.cost;

import io.rivulet.actors.session.Sessions;
import io.rivulet.actors.session.UpdateLanes;
import io.rivulet.actors.session.core.Answer.UpdateResult;
import io.rivulet.http.body.IntakeBudget;
import io.rivulet.http.body.OpenBody;
import io.rivulet.http.limit.EntryShare;
import io.rivulet.http.route.AnswerTimeout;
import io.rivulet.http.route.Problems;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.request.CommandReader;
import io.rivulet.serialization.request.CommandRequest;
import io.rivulet.serialization.request.CostMessage;
import io.rivulet.serialization.request.CostRequestReader;
import io.rivulet.serialization.request.Frame;
import io.rivulet.serialization.view.AckJson;
import io.rivulet.serialization.view.SessionStatusView;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/// The lines after the first of a `solve-stream` request that stays open: updates, reports and commands for its
/// session, which they need not name. Each is answered by an `ack` among the session's lines; what is wrong with one is
/// told by the session too, as an `error` that is not fatal.
/// **Bounded by** [CostIntake] and [AckBuffer]; [#TOLD_AT_ONCE] errors on their way to the session, further ones stand
/// in their `ack` alone.
public final class LaterLines implements CostIntake.Dialect {
    static final int TOLD_AT_ONCE = 4;

    /// Who sends on here reads too, since the session's lines come on the same connection.
    private static final long ANSWERS_KEPT_BYTES = 1 << 20;

    private static final byte[] COMMAND = "\"command\"".getBytes(StandardCharsets.UTF_8);

    private final Sessions sessions;
    private final UUID session;
    private final String owner;
    private final AnswerTimeout timeout;
    private final InstantSource clock;
    private final AtomicInteger beingTold = new AtomicInteger();

    private LaterLines(Sessions sessions, UUID session, String owner, AnswerTimeout timeout, InstantSource clock) {
        this.sessions = sessions;
        this.session = session;
        this.owner = owner;
        this.timeout = timeout;
        this.clock = clock;
    }

    /// The answers to the rest of `body`, which never end: the session's lines go on after it.
    public static Source<ByteString, NotUsed> answers(
            OpenBody<?> body,
            Sessions sessions,
            UUID session,
            String owner,
            AnswerTimeout timeout,
            int lineLimitBytes,
            IntakeBudget budget,
            EntryShare entries) {
        var lines = new LaterLines(sessions, session, owner, timeout, InstantSource.system());
        UpdateLanes lanes = sessions.lanes(owner, false);
        var intake = new CostIntake(
                (to, updates) -> timeout.on(lanes.send(to, updates)),
                (to, reports) -> timeout.on(sessions.swarm().report(to, owner, reports, false)),
                lineLimitBytes,
                budget,
                entries,
                lines,
                body.nextLine());
        Problem broken = Problem.of(ProblemCode.MALFORMED_BODY, "The body broke off: nothing more of it is read.")
                .session(session.toString());
        return body.rest()
                .via(intake.acknowledgements())
                // The session hears nothing of it: a client that is gone is no concern of those who follow too.
                .recover(Throwable.class, () -> ByteString.fromArrayUnsafe(CostIntake.line(lines.refusal(broken))))
                .via(new AckBuffer(ANSWERS_KEPT_BYTES, budget))
                .concat(Source.never());
    }

    @Override
    public CostIntake.Read read(byte[] bytes, int from, int length) {
        // Looked for before the line is parsed, so that the many updates are parsed once.
        if (mentionsCommand(bytes, from, length)) {
            byte[] line = Arrays.copyOfRange(bytes, from, from + length);
            if ("command".equals(Frame.read(line).type())) {
                CommandRequest command = CommandReader.read(new ByteArrayInputStream(line));
                UUID named = command.sessionId();
                requireOwn(named == null ? session : named);
                return new CostIntake.Read.Command(command);
            }
        }
        CostMessage message = CostRequestReader.readAny(bytes, from, length, session);
        requireOwn(message.sessionId());
        return new CostIntake.Read.Message(message);
    }

    private static boolean mentionsCommand(byte[] bytes, int from, int length) {
        for (int k = from; k <= from + length - COMMAND.length; k++) {
            if (bytes[k] == '"' && Arrays.equals(bytes, k, k + COMMAND.length, COMMAND, 0, COMMAND.length)) {
                return true;
            }
        }
        return false;
    }

    private void requireOwn(UUID named) {
        if (!named.equals(session)) {
            throw Problem.of(ProblemCode.UNSUPPORTED_VALUE, "This request is about session " + session + " only.")
                    .at("/session_id")
                    .hint("Leave session_id out, or send what is for another session to POST /api/v1/swarm/costs.")
                    .exception();
        }
    }

    @Override
    public byte[] accepted(UpdateResult.Accepted accepted, CostMessage message) {
        return AckJson.update(
                session,
                clock.millis(),
                accepted.updateId(),
                accepted.revision(),
                accepted.duplicate(),
                accepted.seq(),
                CostIntake.warnings(accepted, message));
    }

    @Override
    public byte[] rejected(Problem problem) {
        Problem told = problem.session(session.toString());
        if (beingTold.incrementAndGet() <= TOLD_AT_ONCE) {
            sessions.tell(session, owner, told).whenComplete((_, _) -> beingTold.decrementAndGet());
        } else {
            beingTold.decrementAndGet();
        }
        return refusal(told);
    }

    private byte[] refusal(Problem problem) {
        return AckJson.rejected(session, clock.millis(), problem);
    }

    @Override
    public CompletionStage<byte[]> command(CommandRequest command) {
        String name = command.kind().name().toLowerCase(Locale.ROOT);
        return attempt(command)
                .handle((status, failure) -> failure == null
                        ? AckJson.command(session, clock.millis(), name, status.state())
                        : rejected(Problems.told(failure)));
    }

    private CompletionStage<SessionStatusView> attempt(CommandRequest command) {
        try {
            return timeout.on(Commands.carryOut(sessions, session, owner, command));
        } catch (RuntimeException refused) {
            return CompletableFuture.failedStage(refused);
        }
    }
}
