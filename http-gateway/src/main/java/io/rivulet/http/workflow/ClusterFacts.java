// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.workflow;

import io.rivulet.actors.cluster.NodeVitals;
import io.rivulet.actors.session.Sessions;
import io.rivulet.serialization.event.MemberRole;
import io.rivulet.serialization.view.SwarmView;
import io.rivulet.serialization.workflow.Workflow.Role;
import io.rivulet.serialization.workflow.WorkflowState;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// What the cluster has of what workflows ask for: each node solves, votes and coordinates the sessions it holds;
/// members from outside do as they joined.
final class ClusterFacts {
    private final Sessions sessions;

    ClusterFacts(Sessions sessions) {
        this.sessions = sessions;
    }

    /// @param owner whose members from outside count
    WorkflowState with(String owner, Map<String, Long> openSessions) {
        List<SwarmView.Member> members = sessions.swarm().ofCluster(owner).members();
        long memory = sessions.membership().all().stream()
                .flatMap(view -> view.vitals().stream())
                .mapToLong(NodeVitals::memoryTotal)
                .sum();
        return new WorkflowState(
                Map.of(
                        Role.SOLVER,
                        count(members, each -> each.described().has(MemberRole.SOLVER)),
                        Role.VERIFIER,
                        count(members, each -> each.described().has(MemberRole.VERIFIER)),
                        Role.COORDINATOR,
                        count(members, SwarmView.Member::node)),
                Runtime.getRuntime().availableProcessors(),
                memory,
                openSessions);
    }

    private static int count(List<SwarmView.Member> members, Predicate<SwarmView.Member> those) {
        return (int) members.stream().filter(those).count();
    }
}
