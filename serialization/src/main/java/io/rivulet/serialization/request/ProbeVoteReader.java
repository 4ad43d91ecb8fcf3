// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.serialization.event.VotingKeys;
import io.rivulet.serialization.json.Json;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads the frame `probe_vote`: `{task, verdict, relative_residual, seed, signature}`, the last three with a vote
/// only.
/// **Thread** any.   **Errors** [io.rivulet.serialization.problem.RivuletException].
public final class ProbeVoteReader {
    private static final int LONGEST = 100;

    private @Nullable String task;
    private ProbeVote.@Nullable Verdict verdict;
    private @Nullable Double relativeResidual;
    private @Nullable Long seed;
    private @Nullable String signature;

    private ProbeVoteReader() {}

    public static ProbeVote read(byte[] json) {
        return JsonCursor.parse(() -> Json.FACTORY.createParser(json), c -> new ProbeVoteReader().read(c));
    }

    private ProbeVote read(JsonCursor c) throws IOException {
        c.document(field -> {
            switch (field) {
                case "task" -> task = c.text(LONGEST);
                case "verdict" -> verdict = verdict(c);
                case "relative_residual" -> relativeResidual = c.number(0, false, Double.MAX_VALUE);
                case "seed" -> seed = c.whole(Long.MIN_VALUE, Long.MAX_VALUE);
                case "signature" -> signature = signature(c);
                default -> c.skip();
            }
        });
        String about = task;
        ProbeVote.Verdict said = verdict;
        if (about == null || said == null) {
            throw missing(about == null ? "task" : "verdict");
        }
        var word = new ProbeVote(about, said, 0, 0, "");
        return word.isCast() ? cast(word) : word;
    }

    private ProbeVote cast(ProbeVote word) {
        Double residual = relativeResidual;
        Long drawn = seed;
        String signed = signature;
        if (residual == null) {
            throw missing("relative_residual");
        }
        if (drawn == null || signed == null) {
            throw missing(drawn == null ? "seed" : "signature");
        }
        return new ProbeVote(word.task(), word.verdict(), residual, drawn, signed);
    }

    private static ProbeVote.Verdict verdict(JsonCursor c) throws IOException {
        String given = c.text(LONGEST);
        return Arrays.stream(ProbeVote.Verdict.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(given))
                .findFirst()
                .orElseThrow(() ->
                        c.unsupported("\"" + given + "\"", "Supported are verified, refuted, unable and at_work."));
    }

    private static String signature(JsonCursor c) throws IOException {
        byte[] bytes = Base64Url.read(c, LONGEST);
        if (bytes.length != VotingKeys.SIGNATURE_BYTES) {
            throw c.fault(
                    ProblemCode.OUT_OF_RANGE,
                    c.pointer() + " has " + bytes.length + " bytes, a signature has " + VotingKeys.SIGNATURE_BYTES);
        }
        return HexFormat.of().formatHex(bytes);
    }

    private static RuntimeException missing(String field) {
        return Problem.of(ProblemCode.MISSING_FIELD, "the field " + field + " is missing")
                .at("/" + field)
                .hint("Send task and verdict; with verified or refuted also relative_residual, seed and signature.")
                .exception();
    }
}
