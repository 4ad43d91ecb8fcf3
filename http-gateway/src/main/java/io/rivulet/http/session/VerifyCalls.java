// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.session;

import io.rivulet.actors.session.Sessions;
import io.rivulet.http.route.AnswerTimeout;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.line.LineEncoder;
import io.rivulet.serialization.request.VerifyRequest;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Verifications that are asked for.
/// **Thread** any.
public final class VerifyCalls {
    private final Sessions sessions;
    private final AnswerTimeout timeout;
    private final InstantSource clock;

    public VerifyCalls(Sessions sessions, AnswerTimeout timeout, InstantSource clock) {
        this.sessions = sessions;
        this.timeout = timeout;
        this.clock = clock;
    }

    /// A `verification_result`, as a line.
    public CompletionStage<byte[]> carryOut(VerifyRequest asked, String owner) {
        return switch (asked) {
            case VerifyRequest.OfSession s ->
                timeout.on(sessions.verification().verify(s, owner)).thenApply(result -> answer(result, s.sessionId()));
            case VerifyRequest.OfSystem s ->
                timeout.on(sessions.verification().verify(s)).thenApply(result -> answer(result, null));
        };
    }

    private byte[] answer(Line.VerificationResult result, @Nullable UUID session) {
        return LineEncoder.encode(result, session, LineEncoder.NO_SEQ, clock.millis());
    }
}
