// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.cost;

import io.rivulet.actors.session.core.Answer.UpdateResult;
import io.rivulet.http.body.IntakeBudget;
import io.rivulet.http.body.LineFraming;
import io.rivulet.http.limit.EntryShare;
import io.rivulet.http.route.Problems;
import io.rivulet.http.settings.GatewaySettings;
import io.rivulet.serialization.event.CostReport;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
import io.rivulet.serialization.request.CommandRequest;
import io.rivulet.serialization.request.CostMessage;
import io.rivulet.serialization.request.CostRequest;
import io.rivulet.serialization.request.ReportRequest;
import io.rivulet.serialization.view.ViewJson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.ActorAttributes;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/// Many updates and reports on one connection: read in batches, sent on per session without waiting for each
/// other, answered one line each in the order they came. A line that can't be read or is refused says so and
/// changes nothing for the next.
/// **Bounded by** [#BATCHES_IN_FLIGHT] batches of [LineFraming#BATCH_LINES] lines; long ones within the memory that all
/// bodies share.
public final class CostIntake {
    /// Where updates go; answers one result each, in order.
    @FunctionalInterface
    interface Target {
        CompletionStage<List<UpdateResult>> update(UUID session, List<IdentifiedUpdate> updates);
    }

    /// Where reports go, likewise.
    @FunctionalInterface
    interface Reporting {
        CompletionStage<List<UpdateResult>> report(UUID session, List<CostReport> reports);
    }

    static final int BATCHES_IN_FLIGHT = 16;

    private static final String DISPATCHER = "rivulet.http.intake-dispatcher";

    /// How lines are read and answered where they arrive.
    interface Dialect {
        /// **Errors** what is wrong with the line.
        Read read(byte[] bytes, int from, int length);

        byte[] accepted(UpdateResult.Accepted accepted, CostMessage message);

        byte[] rejected(Problem problem);

        /// Carries it out; the answer, also where it fails.
        CompletionStage<byte[]> command(CommandRequest command);
    }

    /// A line as it was read, or what is wrong with it.
    sealed interface Read {
        record Message(CostMessage message) implements Read {}

        record Command(CommandRequest command) implements Read {}

        record Fault(Problem problem) implements Read {}
    }

    /// Batches up to this length are not counted.
    private static final int SHORT_BATCH_BYTES = 64 << 10;

    private final Target target;
    private final Reporting reporting;
    private final int lineLimitBytes;
    private final IntakeBudget budget;
    private final EntryShare entries;
    private final Dialect dialect;
    private final int firstLine;
    private final SendingOrder order = new SendingOrder();

    /// For one body.
    CostIntake(Target target, Reporting reporting, int lineLimitBytes, IntakeBudget budget, EntryShare entries) {
        this(target, reporting, lineLimitBytes, budget, entries, new BodyOfCosts(), 1);
    }

    /// @param firstLine the number of the first line
    CostIntake(
            Target target,
            Reporting reporting,
            int lineLimitBytes,
            IntakeBudget budget,
            EntryShare entries,
            Dialect dialect,
            int firstLine) {
        this.dialect = dialect;
        this.firstLine = firstLine;
        this.target = target;
        this.reporting = reporting;
        this.lineLimitBytes = lineLimitBytes;
        this.budget = budget;
        this.entries = entries;
    }

    /// Bytes of updates in, bytes of acknowledgements out.
    Flow<ByteString, ByteString, NotUsed> acknowledgements() {
        return Flow.of(ByteString.class)
                .via(new LineFraming(lineLimitBytes, budget, firstLine))
                // Called batch after batch: what is for one session leaves in the order it came.
                .mapAsync(BATCHES_IN_FLIGHT, this::readAndSend)
                .withAttributes(ActorAttributes.dispatcher(DISPATCHER));
    }

    private CompletionStage<ByteString> readAndSend(LineFraming.Lines lines) {
        long bytes = 0;
        for (LineFraming.Span span : lines.spans()) {
            bytes += span.length();
        }
        IntakeBudget.Share share = budget.open();
        if (bytes > SHORT_BATCH_BYTES && !share.tryGrow(bytes * GatewaySettings.INTAKE_FACTOR)) {
            byte[] refusal = line(dialect.rejected(budget.exceeded()));
            byte[][] answers = new byte[lines.spans().size()][];
            Arrays.fill(answers, refusal);
            return CompletableFuture.completedStage(joined(answers));
        }
        try {
            return send(read(lines)).whenComplete((_, _) -> share.close());
        } catch (RuntimeException failure) {
            share.close();
            throw failure;
        }
    }

    private List<Read> read(LineFraming.Lines lines) {
        var reads = new ArrayList<Read>(lines.spans().size());
        for (LineFraming.Span span : lines.spans()) {
            reads.add(read(lines.bytes(), span));
        }
        return reads;
    }

    /// Also a line that is at fault, or asks for something else, counts.
    private Read read(byte[] bytes, LineFraming.Span span) {
        Read read = understood(bytes, span);
        Problem busy = switch (read) {
            case Read.Message(CostMessage message) -> ofSession(entries.take(message), message);
            case Read.Command _ -> entries.takeCommand();
            case Read.Fault _ -> entries.takeLine();
        };
        return busy == null ? read : new Read.Fault(busy.place(span.number(), null));
    }

    private static @Nullable Problem ofSession(@Nullable Problem busy, CostMessage message) {
        return busy == null ? null : busy.session(message.sessionId().toString());
    }

    private Read understood(byte[] bytes, LineFraming.Span span) {
        if (span.fault() == LineFraming.Fault.NO_ROOM) {
            return new Read.Fault(budget.exceeded().place(span.number(), null));
        }
        if (span.fault() == LineFraming.Fault.TOO_LONG) {
            return new Read.Fault(
                    Problem.of(ProblemCode.BODY_TOO_LARGE, "The line is longer than " + lineLimitBytes + " bytes.")
                            .place(span.number(), null));
        }
        try {
            return dialect.read(bytes, span.from(), span.length());
        } catch (RivuletException refused) {
            // The reader counts lines within what it was given, which is one line.
            return new Read.Fault(
                    refused.problem().place(span.number(), refused.problem().column()));
        }
    }

    private CompletionStage<ByteString> send(List<Read> reads) {
        Map<UUID, List<Integer>> updates = new LinkedHashMap<>();
        Map<UUID, List<Integer>> reports = new LinkedHashMap<>();
        var answers = new byte[reads.size()][];
        var sent = new ArrayList<CompletableFuture<?>>();
        for (int k = 0; k < reads.size(); k++) {
            switch (reads.get(k)) {
                case Read.Message(CostMessage message) ->
                    (message instanceof CostRequest ? updates : reports)
                            .computeIfAbsent(message.sessionId(), _ -> new ArrayList<>())
                            .add(k);
                case Read.Command(CommandRequest command) -> {
                    send(updates, reports, reads, answers, sent);
                    updates.clear();
                    reports.clear();
                    int place = k;
                    sent.add(order.alone(
                            () -> dialect.command(command).thenAccept(answer -> answers[place] = line(answer))));
                }
                case Read.Fault(Problem problem) -> answers[k] = line(dialect.rejected(problem));
            }
        }
        send(updates, reports, reads, answers, sent);
        return CompletableFuture.allOf(sent.toArray(CompletableFuture<?>[]::new))
                .thenApply(_ -> joined(answers));
    }

    private void send(
            Map<UUID, List<Integer>> updates,
            Map<UUID, List<Integer>> reports,
            List<Read> reads,
            byte[][] answers,
            List<CompletableFuture<?>> sent) {
        updates.forEach((session, places) -> sent.add(send(
                session,
                places,
                reads,
                answers,
                messages -> target.update(
                        session,
                        messages.stream()
                                .map(message -> ((CostRequest) message).update())
                                .toList()))));
        reports.forEach((session, places) -> sent.add(send(
                session,
                places,
                reads,
                answers,
                messages -> reporting.report(
                        session,
                        messages.stream()
                                .map(message -> ((ReportRequest) message).report())
                                .toList()))));
    }

    /// Fills in the answers of one session's lines; never fails.
    private CompletableFuture<?> send(
            UUID session,
            List<Integer> places,
            List<Read> reads,
            byte[][] answers,
            Function<List<CostMessage>, CompletionStage<List<UpdateResult>>> door) {
        var messages = new ArrayList<CostMessage>(places.size());
        for (int place : places) {
            if (reads.get(place) instanceof Read.Message(CostMessage message)) {
                messages.add(message);
            }
        }
        return order.behind(() -> attempt(door, messages).handle((results, failure) -> {
            byte @Nullable [] refusal = failure == null
                    ? null
                    : line(dialect.rejected(Problems.told(failure).session(session.toString())));
            for (int k = 0; k < places.size(); k++) {
                answers[places.get(k)] = refusal == null ? line(answer(results.get(k), messages.get(k))) : refusal;
            }
            return results;
        }));
    }

    private static CompletionStage<List<UpdateResult>> attempt(
            Function<List<CostMessage>, CompletionStage<List<UpdateResult>>> door, List<CostMessage> messages) {
        try {
            return door.apply(messages);
        } catch (RuntimeException failure) {
            return CompletableFuture.failedStage(failure);
        }
    }

    private byte[] answer(UpdateResult result, CostMessage request) {
        return switch (result) {
            case UpdateResult.Accepted accepted -> dialect.accepted(accepted, request);
            case UpdateResult.Rejected rejected ->
                dialect.rejected(rejected.problem().session(request.sessionId().toString()));
        };
    }

    /// What one accepted update is answered.
    public static byte[] acknowledgement(UpdateResult.Accepted accepted, CostMessage request) {
        return ViewJson.accepted(
                accepted.updateId(),
                accepted.revision(),
                accepted.duplicate(),
                accepted.seq(),
                warnings(accepted, request),
                accepted.applied());
    }

    /// What was odd about its text, and about what it asks; each once.
    static List<String> warnings(UpdateResult.Accepted accepted, CostMessage request) {
        Set<String> warnings = new LinkedHashSet<>(request.warnings());
        warnings.addAll(accepted.warnings());
        return List.copyOf(warnings);
    }

    /// `json` with a line break.
    static byte[] line(byte[] json) {
        byte[] line = Arrays.copyOf(json, json.length + 1);
        line[json.length] = '\n';
        return line;
    }

    private static ByteString joined(byte[][] answers) {
        int length = 0;
        for (byte[] answer : answers) {
            length += answer.length;
        }
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] answer : answers) {
            System.arraycopy(answer, 0, all, at, answer.length);
            at += answer.length;
        }
        return ByteString.fromArrayUnsafe(all);
    }
}
