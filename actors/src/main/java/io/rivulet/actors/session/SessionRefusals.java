// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.UUID;

/// Why a session's actor could not do what it was asked, and when to ask again.
/// **Thread** immutable.
final class SessionRefusals {
    private final UUID id;
    private final long soonMillis;
    private final long laterMillis;

    /// @param ledger whose pauses say how long what hinders may last
    SessionRefusals(UUID id, ActorsSettings.Ledger ledger) {
        this.id = id;
        this.soonMillis = ledger.restartMin().toMillis();
        this.laterMillis = ledger.restartMax().toMillis();
    }

    static Problem notFound(UUID id) {
        return Problem.of(ProblemCode.SESSION_NOT_FOUND, "There is no session " + id)
                .session(id.toString());
    }

    Problem notFound() {
        return notFound(id);
    }

    Problem busy(String why) {
        return of(ProblemCode.SESSION_BUSY, why).retryAfter(soonMillis);
    }

    Problem interrupted() {
        return of(
                        ProblemCode.STORAGE_UNAVAILABLE,
                        "The session stopped here before it could answer; whether it did what was asked is unknown")
                .hint("Repeat the request with the same identity: it counts once.")
                .retryAfter(soonMillis);
    }

    Problem moving() {
        return of(ProblemCode.DRAINING, "The session moves to another node; nothing was done")
                .retryAfter(soonMillis);
    }

    /// Its sender sends it again: what was sent before it is still on its way.
    Problem outOfTurn() {
        return of(ProblemCode.DRAINING, "An update that was sent before this one has not arrived yet")
                .retryAfter(soonMillis);
    }

    Problem storageUnavailable() {
        return of(ProblemCode.STORAGE_UNAVAILABLE, "The session's journal can't be read now")
                .retryAfter(laterMillis);
    }

    private Problem of(ProblemCode code, String detail) {
        return Problem.of(code, detail).session(id.toString());
    }
}
