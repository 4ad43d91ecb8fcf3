// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.problem.Problem;
import java.util.UUID;

/// What comes of a verification that nobody waits for is told on the stream.
/// **Thread** its session's.
class ToldVerdict implements Verifications.Receiver {
    private final Lines lines;
    private final UUID session;

    ToldVerdict(Lines lines, UUID session) {
        this.lines = lines;
        this.session = session;
    }

    @Override
    public void verdict(Line.VerificationResult line, Checked verdict) {
        lines.tell(line);
    }

    @Override
    public void failed(Problem problem) {
        lines.tell(new Line.Error(problem.session(session.toString()), false));
    }

    /// The next engine's x is checked in its turn.
    @Override
    public void unloaded(Problem problem) {}
}
