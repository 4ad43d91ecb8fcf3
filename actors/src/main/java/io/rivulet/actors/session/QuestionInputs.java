// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.session.core.Input;
import io.rivulet.actors.swarm.core.PresentMember;
import java.util.List;

/// Questions as inputs of the session's machine.
final class QuestionInputs {
    private QuestionInputs() {}

    /// @param reply the number under which the machine answers
    /// @param others members of the cluster, as this node knows them
    static Input of(SessionCommand.Plain question, long reply, List<PresentMember> others) {
        return switch (question) {
            case SessionCommand.ReadStatus _ -> new Input.ReadStatus(reply);
            case SessionCommand.ReadSolution r -> new Input.ReadSolution(reply, r.minRevision());
            case SessionCommand.ReadCosts r -> new Input.ReadCosts(reply, r.afterRevision());
            case SessionCommand.ReadGradient g -> new Input.ReadGradient(reply, g.index(), g.error(), g.count());
            case SessionCommand.ReadEntries r ->
                new Input.ReadEntries(
                        reply, r.indices().stream().mapToInt(Integer::intValue).toArray(), r.error());
            case SessionCommand.WhatIf w ->
                new Input.WhatIf(reply, w.change().updates().getFirst().update(), w.indices());
            case SessionCommand.PrepareFork f -> new Input.PrepareFork(reply, f.fork());
            case SessionCommand.Verify v -> new Input.Verify(reply, v.strategy(), v.consensus(), v.probeCount());
            case SessionCommand.Steer s -> new Input.Command(reply, s.kind(), s.tolerance());
            case SessionCommand.Tell t -> new Input.Tell(reply, t.problem());
            case SessionCommand.Join j -> new Input.Join(reply, j.candidate(), j.home(), others);
            case SessionCommand.Ping p -> new Input.Ping(reply, p.nodeId(), p.home(), others);
            case SessionCommand.Report r -> new Input.Reports(reply, r.batch().reports(), r.waitApplied(), others);
            case SessionCommand.ReadSwarm _ -> new Input.ReadSwarm(reply, others);
            case SessionCommand.Close c -> new Input.Close(reply, c.reason());
        };
    }

    /// Whether the answer waits for what the engine does next.
    static boolean waitsForEngine(SessionCommand.Plain question) {
        return switch (question) {
            case SessionCommand.ReadSolution _,
                    SessionCommand.ReadEntries _,
                    SessionCommand.ReadGradient _,
                    SessionCommand.WhatIf _,
                    SessionCommand.PrepareFork _,
                    SessionCommand.Verify _ -> true;
            case SessionCommand.Report report -> report.waitApplied();
            case SessionCommand.ReadStatus _,
                    SessionCommand.ReadCosts _,
                    SessionCommand.Steer _,
                    SessionCommand.Tell _,
                    SessionCommand.Join _,
                    SessionCommand.Ping _,
                    SessionCommand.ReadSwarm _,
                    SessionCommand.Close _ -> false;
        };
    }
}
