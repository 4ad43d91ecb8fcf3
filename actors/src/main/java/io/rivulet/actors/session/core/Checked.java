// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.actors.consensus.core.Finding;
import io.rivulet.numerics.verify.Verdict;
import io.rivulet.serialization.event.CastVote;
import io.rivulet.serialization.event.RecordedPoll;
import org.jspecify.annotations.Nullable;

/// What is known of an x that was checked: by one verifier's verdict, or by a quorum's.
///
/// @param everyRow whether all rows were read, so that `relativeResidual` is exact
/// @param provenResidual what ‖b − A·x‖₂/‖b‖₂ is at least
/// @param poll the votes, null for one verifier
record Checked(
        boolean verified,
        double confidence,
        boolean everyRow,
        double relativeResidual,
        double provenResidual,
        double score,
        @Nullable RecordedPoll poll) {
    static Checked by(Verdict verdict) {
        return new Checked(
                verdict.verified(),
                verdict.confidence(),
                verdict.everyRow(),
                verdict.relativeResidual(),
                verdict.provenResidual(),
                verdict.score(),
                null);
    }

    /// What one voter found, which read every row.
    static Checked by(CastVote vote) {
        double score = vote.verified() ? 1.0 : 0.0;
        return new Checked(vote.verified(), 1.0, true, vote.relativeResidual(), vote.relativeResidual(), score, null);
    }

    /// Voters read every row.
    static Checked by(Finding finding, RecordedPoll votes) {
        return new Checked(
                finding.verified(),
                finding.confidence(),
                true,
                finding.relativeResidual(),
                finding.relativeResidual(),
                finding.score(),
                votes);
    }
}
