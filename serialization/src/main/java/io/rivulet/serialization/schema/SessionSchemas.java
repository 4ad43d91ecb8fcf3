// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.schema;

import static io.rivulet.serialization.schema.AnswerSchemas.measure;

import io.rivulet.serialization.request.CommandRequest;
import io.rivulet.serialization.request.WhatIfReader;
import java.util.Arrays;
import java.util.Locale;

/// What is asked of one session, and answered.
public final class SessionSchemas {
    private static final Schema TEXTS = Schema.array(Schema.text());

    private SessionSchemas() {}

    static Schema commandName() {
        return Schema.choice(Arrays.stream(CommandRequest.Kind.values())
                .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                .toList());
    }

    /// `{command}`
    public static Schema command() {
        return Schema.object()
                .required("command", commandName())
                .property("tolerance", Schema.number().above(0).to(1).says("of set_tolerance"))
                .property("type", Schema.constant("command"))
                .property("session_id", Schema.id());
    }

    /// A change that is tried.
    public static Schema whatIf() {
        Schema update = BodySchemas.costUpdate();
        for (String other : new String[] {
            "session_id", "source_node", "sequence", "update_id", "timestamp", "propagation_depth", "type"
        }) {
            update = update.without(other);
        }
        return update.property(
                "x_indices",
                Schema.array(Schema.whole().from(0))
                        .atMost(WhatIfReader.MOST_INDICES)
                        .says("entries of x that are wanted; else all of them"));
    }

    /// What a matrix looks like.
    public static Schema portrait() {
        Schema band = Schema.object()
                .required("from", Schema.number())
                .required("to", measure().says("excluded; null: no end"))
                .required("rows", Schema.whole());
        return Schema.object()
                .required("session_id", Schema.id())
                .required("revision", Schema.whole())
                .required("rows", Schema.whole())
                .required("nnz", Schema.whole())
                .required("bandwidth", Schema.whole().says("the largest |i − j| of an entry"))
                .required("shortest_row", Schema.whole().says("entries"))
                .required("longest_row", Schema.whole().says("entries"))
                .required("side", Schema.whole().says("cells of a side of the picture"))
                .required("cells", Schema.array(Schema.whole()).says("entries in each cell, row by row"))
                .required("dominance", Schema.array(band).says("rows by |a_ii| over the sum of the others"));
    }

    /// What a change would give.
    public static Schema whatIfAnswer() {
        return Schema.object()
                .required("session_id", Schema.id())
                .required("revision", Schema.whole().says("which b and A the change was tried on"))
                .required(
                        "x",
                        Schema.either(
                                Schema.array(measure()),
                                AnswerSchemas.entriesOfX(),
                                Schema.object()
                                        .required("omitted", Schema.truth())
                                        .required("reason", Schema.text().orNull())))
                .required("x_partial", AnswerSchemas.entriesOfX().says("the entries that would move most"))
                .required("changed_entries", Schema.whole())
                .required("method", Schema.text())
                .required("work", Schema.whole())
                .required("iterations", Schema.whole())
                .required("stop_reason", Schema.text())
                .required("residual_norm", measure())
                .required("residual_norm_absolute", measure())
                .required("error_bound", measure())
                .required("error_bound_kind", Schema.choice("certified", "estimate", "none"))
                .required("certificate", Schema.text().orNull())
                .required("verified", Schema.truth())
                .required("elapsed_ms", measure())
                .required("warnings", TEXTS);
    }

    /// What a fork may have otherwise than its session.
    public static Schema fork() {
        Schema options = RequestSchemas.options();
        for (String inherited : new String[] {
            "preconditioner",
            "initial_guess",
            "error_bound",
            "swarm_enabled",
            "partitions",
            "replicas",
            "auto_correction"
        }) {
            options = options.without(inherited);
        }
        return Schema.object()
                .property("session_id", Schema.id().says("an id of your own for the fork"))
                .property("name", Schema.text())
                .property("labels", Schema.mapOf(Schema.text()))
                .property("options", options);
    }

    /// A fork that has begun.
    public static Schema forkAnswer() {
        return Schema.object()
                .required("type", Schema.constant("session_opened"))
                .required("session_id", Schema.id())
                .required(
                        "forked_from",
                        Schema.object().required("session_id", Schema.id()).required("revision", Schema.whole()))
                .required("revision", Schema.whole())
                .and(LineSchemas.openedFields());
    }

    /// An entry of x by a local method.
    public static Schema entry() {
        return AnswerSchemas.entry().required("revision", Schema.whole());
    }

    /// The costs that move an entry most.
    public static Schema gradient() {
        return Schema.object()
                .required("index", Schema.whole())
                .and(AnswerSchemas.entriesOfX())
                .required("omitted", Schema.whole().says("found, and not in the list"))
                .required("error_bound", measure())
                .required("reached", Schema.truth())
                .required("work", Schema.whole())
                .required("revision", Schema.whole());
    }

    /// All of x, or the entries that were asked for.
    public static Schema solution() {
        return Schema.either(AnswerSchemas.solution().without("warnings"), partialSolution());
    }

    private static Schema partialSolution() {
        return Schema.object()
                .required("session_id", Schema.id())
                .required("revision", Schema.whole())
                .and(AnswerSchemas.entriesOfX())
                .required("verified", Schema.truth());
    }

    /// A matrix that is kept.
    public static Schema uploaded() {
        return Schema.object()
                .required("ref", Schema.text().says("its name, for matrix.ref: the SHA-256 of its CSR bytes"))
                .required("rows", Schema.whole())
                .required("nnz", Schema.whole())
                .required("matrix_class", AnswerSchemas.matrixClass());
    }
}
