// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import static io.rivulet.actors.session.Failures.get;
import static io.rivulet.actors.session.Failures.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.session.FaultyVoter.Fault;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Polls of four at the default timeout, one of whom is dead.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeadVoterTest {
    private static final double TIMEOUT_MS = 50;
    private static final double PATIENCE_MS = 10_000;
    private static final Line.Votes THREE = new Line.Votes(3, 0, 1, 4, 3, 1);

    @Test
    void threeVotesDecideWhenTheTimeoutIsOverAndTheDeadOneCountsAsAbstained() throws Exception {
        try (VotersOfFour four = VotersOfFour.start("")) {
            UUID id = four.solved();
            four.voters.get(1).fault = Fault.SILENT;
            untilThreeHaveVoted(four, id, TIMEOUT_MS);
            // Gone altogether: it counts until the cluster has removed it.
            four.voters.get(1).close();
            get(four.voters.get(1).system.getWhenTerminated());
            untilThreeHaveVoted(four, id, 0);
        }
    }

    /// On a busy machine others may be late too, and then there is no quorum. What never happens: fewer voters, a vote
    /// against, a verdict of fewer than three, or a poll that waits for one who said nothing.
    private static void untilThreeHaveVoted(VotersOfFour four, UUID id, double leastMs) throws Exception {
        until(() -> {
            Line.VerificationResult result = poll(four, id);
            if (result == null) {
                return false;
            }
            assertThat(result.verified()).isTrue();
            assertThat(result.votes()).isEqualTo(THREE);
            assertThat(result.verificationTimeMs()).isBetween(leastMs, PATIENCE_MS);
            return true;
        });
    }

    /// Null without a quorum.
    private static Line.@Nullable VerificationResult poll(VotersOfFour four, UUID id) throws Exception {
        try {
            return get(four.node.sessions.verification().poll(id, "ann", 5));
        } catch (ExecutionException refused) {
            var problem = ((RivuletException) refused.getCause()).problem();
            assertThat(problem.code()).isEqualTo(ProblemCode.NO_QUORUM);
            assertThat(problem.detail()).contains("of 4").contains("0 against");
            return null;
        }
    }
}
