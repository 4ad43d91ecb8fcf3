// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import static io.rivulet.actors.session.Failures.get;
import static io.rivulet.actors.session.Failures.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.actors.session.FaultyVoter.Fault;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.problem.ProblemCode;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What voters can hold up that say they are at work: a poll, once.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SlowVotersTest {
    /// As long as a poll waits for one that is at work; docs/reference/verifiers.md names it.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private VotersOfFour four;

    @BeforeEach
    void start() throws Exception {
        // On a busy machine an honest voter may take long to say a word: a pause of all took 500 ms.
        four = VotersOfFour.start("rivulet.actors.verifier.vote-timeout = 2s");
    }

    @AfterEach
    void stop() {
        four.close();
    }

    private Duration undecided(UUID id) {
        long began = System.nanoTime();
        assertThat(refusal(four.node.sessions.verification().poll(id, "ann", 5)).code())
                .isEqualTo(ProblemCode.NO_QUORUM);
        return Duration.ofNanos(System.nanoTime() - began);
    }

    @Test
    void whoSaysThatItIsAtWorkAndNeverVotesHoldsUpOnePollAndIsHeardAllTheSameWhenItVotes() throws Exception {
        UUID id = four.solved();
        four.voters.get(0).fault = Fault.SILENT;
        four.voters.get(1).fault = Fault.NEVER_DONE;
        // Two in favour, and one at work whose vote would decide.
        assertThat(undecided(id)).isGreaterThanOrEqualTo(PATIENCE);
        for (int k = 0; k < 3; k++) {
            assertThat(undecided(id)).isLessThan(PATIENCE);
        }
        four.voters.get(1).fault = Fault.NONE;
        assertThat(get(four.node.sessions.verification().poll(id, "ann", 5)).votes())
                .isEqualTo(new Line.Votes(3, 0, 1, 4, 3, 1));
        // One that has broken none is waited for.
        four.voters.get(2).work = Duration.ofSeconds(4);
        Line.VerificationResult waited = get(four.node.sessions.verification().poll(id, "ann", 5));
        assertThat(waited.votes()).isEqualTo(new Line.Votes(3, 0, 1, 4, 3, 1));
        assertThat(waited.verificationTimeMs()).isGreaterThanOrEqualTo(4_000);
    }

    @Test
    void aMajorityThatRefutesSlowlyHoldsASolutionForOnePollAndCorrectsNothing() throws Exception {
        for (FaultyVoter voter : four.voters) {
            voter.fault = Fault.LIES;
            voter.work = Duration.ofSeconds(4);
        }
        UUID id = four.open(VotersOfFour.byConsensus());
        var lines = new LineCollector(four.node.system, four.node.sessions, id, 1).follow("ann", OptionalLong.of(1));
        JsonNode solution = lines.untilType("solution");
        assertThat(solution.get("verified").asBoolean()).isFalse();
        assertThat(solution.get("residual_norm").asDouble()).isLessThanOrEqualTo(1e-8);
        List<JsonNode> told = List.copyOf(lines.lines);
        assertThat(told)
                .noneMatch(line -> line.path("type").asText().equals("correction"))
                .filteredOn(line -> line.path("strategy").asText().equals("consensus"))
                .isNotEmpty()
                .allSatisfy(line -> {
                    assertThat(line.get("verified").asBoolean()).isFalse();
                    assertThat(line.get("votes").get("against").asInt()).isEqualTo(3);
                    assertThat(line.get("recommendation").asText()).isEqualTo("none");
                });
    }
}
