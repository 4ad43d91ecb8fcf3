// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import static io.rivulet.serialization.request.Requests.bytes;
import static io.rivulet.serialization.request.Requests.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.serialization.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbeVoteReaderTest {
    private static final String SIGNATURE = "Ab-_".repeat(21) + "AQ";

    @Test
    void aVoteIsReadToTheLastBit() {
        ProbeVote vote = ProbeVoteReader.read(bytes("{'type':'probe_vote','id':1,'task':'0f','verdict':'refuted',"
                + "'relative_residual':2.5000000000000004e-10,'seed':-9223372036854775808,'signature':'" + SIGNATURE
                + "'}"));
        assertThat(vote)
                .isEqualTo(new ProbeVote(
                        "0f",
                        ProbeVote.Verdict.REFUTED,
                        2.5000000000000004e-10,
                        Long.MIN_VALUE,
                        "01bfbf".repeat(21) + "01"));
        assertThat(vote.isCast()).isTrue();
    }

    @Test
    void aWordNeedsNoMoreThanItsTask() {
        ProbeVote word = ProbeVoteReader.read(bytes("{'type':'probe_vote','task':'0f','verdict':'at_work'}"));
        assertThat(word).isEqualTo(new ProbeVote("0f", ProbeVote.Verdict.AT_WORK, 0, 0, ""));
        assertThat(word.isCast()).isFalse();
    }

    @ParameterizedTest(name = "{0} → {1} {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'verdict':'unable'}                                      | missing_field     | /task",
                "{'task':'0f'}                                             | missing_field     | /verdict",
                "{'task':'0f','verdict':'maybe'}                           | unsupported_value | /verdict",
                "{'task':'0f','verdict':'verified','seed':1}               | missing_field     | /relative_residual",
                "{'task':'0f','verdict':'verified','relative_residual':1}  | missing_field     | /seed",
                "{'task':'0f','verdict':'verified','relative_residual':1,'seed':1} | missing_field | /signature",
                "{'task':'0f','relative_residual':-1}                      | out_of_range      | /relative_residual",
                "{'task':'0f','relative_residual':1e999}                   | non_finite_value  | /relative_residual",
                "{'task':'0f','seed':1.5}                                  | wrong_type        | /seed",
                "{'task':'0f','signature':'AAAA'}                          | out_of_range      | /signature",
                "{'task':'0f','signature':'?'}                             | unsupported_value | /signature",
            })
    void whatIsNoVoteIsRefused(String frame, String code, String pointer) {
        Problem problem = problemOf(() -> ProbeVoteReader.read(bytes(frame)));
        assertThat(problem.code().wireName()).isEqualTo(code);
        assertThat(problem.pointer()).isEqualTo(pointer);
    }
}
