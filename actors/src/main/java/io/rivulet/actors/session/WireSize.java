// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.follow.FollowerMessage;
import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.session.core.Output.EncodedLine;
import io.rivulet.actors.session.core.Slices;
import io.rivulet.actors.wire.ReportBatch;
import io.rivulet.actors.wire.UpdateBatch;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.serialization.event.CostReport;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.line.JsonFragment;
import io.rivulet.serialization.line.Line;

/// How many bytes a message takes on its way to another node, at most and about: without writing it.
final class WireSize {
    private static final long SMALL = 1 << 10;
    private static final long ENTRY = 40;
    private static final long RESULT = 512;
    private static final long ENTRY_RESULT = 160;
    private static final long INDEX = 6;
    private static final long REPORTED = 12;
    private static final long MEMBER = 2 << 10;

    private WireSize() {}

    static long of(SessionCommand command) {
        return switch (command) {
            case SessionCommand.Update update -> of(update.batch());
            case SessionCommand.Report report -> of(report.batch());
            case SessionCommand.WhatIf asked ->
                of(asked.change())
                        + INDEX * (asked.indices() == null ? 0 : asked.indices().size());
            case SessionCommand.ReadEntries read ->
                SMALL + INDEX * read.indices().size();
            default -> SMALL;
        };
    }

    static long of(UpdateBatch batch) {
        long sum = SMALL;
        for (IdentifiedUpdate update : batch.updates()) {
            String source = update.identity().sourceNode();
            sum += RESULT / 2 + (source == null ? 0 : 4L * source.length()) + ENTRY * entries(update.update());
        }
        return sum;
    }

    private static long of(ReportBatch batch) {
        long sum = SMALL;
        for (CostReport report : batch.reports()) {
            sum += RESULT + REPORTED * report.costs().size();
        }
        return sum;
    }

    private static long entries(CostUpdate update) {
        return update.entries();
    }

    static long of(Answer answer) {
        return switch (answer) {
            case Answer.Solution solution -> SMALL + of(solution.result());
            case Answer.PolledX polled ->
                SMALL + (long) Double.BYTES * polled.x().size();
            case Answer.WhatIf tried -> {
                DenseVector x = tried.result().x();
                yield SMALL + tried.result().partial().size() + (x == null ? 0 : (long) Double.BYTES * x.size());
            }
            case Answer.Costs costs -> {
                SessionEvent.CostsApplied updates = costs.updates();
                yield SMALL + (updates == null ? 0 : of(new UpdateBatch(updates.updates())));
            }
            case Answer.Gradient gradient ->
                SMALL + ENTRY * (long) gradient.result().row().size();
            case Answer.SwarmMembers swarm ->
                SMALL + MEMBER * (swarm.members().size() + swarm.reporters().size());
            case Answer.Entries entries ->
                SMALL + ENTRY_RESULT * entries.entries().size();
            case Answer.UpdateResults results -> {
                long sum = SMALL;
                for (Answer.UpdateResult result : results.each()) {
                    Line.CostApplied applied =
                            result instanceof Answer.UpdateResult.Accepted accepted ? accepted.applied() : null;
                    sum += RESULT + (applied == null ? 0 : RESULT + applied.x().size());
                }
                yield sum;
            }
            default -> 16 * SMALL;
        };
    }

    private static long of(Slices.SolutionResult result) {
        JsonFragment json = result.json();
        return (long) Double.BYTES * result.x().size() + (json == null ? 0 : json.size());
    }

    static long of(FollowerMessage.Lines lines) {
        long sum = SMALL;
        for (EncodedLine line : lines.lines()) {
            sum += line.bytes().length + 32;
        }
        return sum;
    }
}
