// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.cost;

import io.rivulet.actors.session.Sessions;
import io.rivulet.actors.session.core.Input;
import io.rivulet.serialization.request.CommandRequest;
import io.rivulet.serialization.view.SessionStatusView;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/// Commands to sessions, wherever they were read.
public final class Commands {
    private Commands() {}

    /// The session's status after it.
    public static CompletionStage<SessionStatusView> carryOut(
            Sessions sessions, UUID session, String owner, CommandRequest command) {
        return sessions.command(session, owner, kind(command.kind()), command.tolerance());
    }

    private static Input.Command.Kind kind(CommandRequest.Kind kind) {
        return switch (kind) {
            case PAUSE -> Input.Command.Kind.PAUSE;
            case RESUME -> Input.Command.Kind.RESUME;
            case RESTART -> Input.Command.Kind.RESTART;
            case VERIFY -> Input.Command.Kind.VERIFY;
            case SOLUTION -> Input.Command.Kind.SOLUTION;
            case SET_TOLERANCE -> Input.Command.Kind.SET_TOLERANCE;
        };
    }
}
