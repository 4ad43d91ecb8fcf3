// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.actors.consensus.core.Tally;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.UUID;

/// The refusals that concern a session as a whole.
final class Problems {
    private static final long POLL_AGAIN_MILLIS = 1_000;

    static Problem noQuorum(Tally tally) {
        return Problem.of(
                        ProblemCode.NO_QUORUM,
                        tally.inFavour() + " voters for, " + tally.against() + " against, " + tally.abstained()
                                + " abstained: of " + tally.quorum().voters() + ", "
                                + tally.quorum().size() + " have to agree")
                .hint("x is neither verified nor refuted; repeat the request, or look at the cluster's members.")
                .retryAfter(POLL_AGAIN_MILLIS);
    }

    private Problems() {}

    static Problem notFound(UUID session) {
        return Problem.of(ProblemCode.SESSION_NOT_FOUND, "there is no session " + session)
                .session(session.toString());
    }

    static Problem ended(UUID session, SessionEvent.Closed closed) {
        return closed.reason().equals("expired")
                ? Problem.of(ProblemCode.SESSION_EXPIRED, "session " + session + " has expired")
                        .session(session.toString())
                : notFound(session);
    }

    static Problem moving(UUID session) {
        return Problem.of(ProblemCode.DRAINING, "the session moves to another node; nothing was done")
                .session(session.toString())
                .hint("repeat it: another node takes over")
                .retryAfter(500);
    }

    static Problem journalAway() {
        return Problem.of(ProblemCode.STORAGE_UNAVAILABLE, "the journal can't be written or read now")
                .hint("nothing was done; repeat it")
                .retryAfter(500);
    }

    static Problem engineAway() {
        return Problem.of(ProblemCode.CAPACITY_EXCEEDED, "the session's data left memory while this was under way")
                .retryAfter(1_000);
    }

    static Problem busy(String what) {
        return Problem.of(ProblemCode.SESSION_BUSY, what).retryAfter(1_000);
    }

    static Problem exists(UUID session) {
        return Problem.of(ProblemCode.SESSION_EXISTS, "session " + session + " exists with another problem or owner")
                .session(session.toString())
                .hint("choose another `session_id`, or leave it out");
    }

    static Problem inOnePiece(UUID session, String reason) {
        return Problem.of(ProblemCode.METHOD_NOT_APPLICABLE, "not solved in parts: " + reason)
                .session(session.toString())
                .hint("the session's own node solves it in one piece; leave partitions out, or ask for fewer");
    }

    static Problem incident(UUID session, String incident) {
        return Problem.of(ProblemCode.INTERNAL_ERROR, "incident " + incident).session(session.toString());
    }
}
