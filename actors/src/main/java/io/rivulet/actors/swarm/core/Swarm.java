// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.swarm.core;

import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.serialization.event.MemberRole;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SwarmMember;
import io.rivulet.serialization.event.SwarmSnapshot;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A session's own members and what they reported: part of the fold of its events, immutable.
/// **Bounded by** [#MEMBERS], [ReportBook].
/// **More** docs/internals/swarm.md
public final class Swarm {
    /// Members of one session.
    public static final int MEMBERS = 64;

    public static final Swarm EMPTY = new Swarm(0, List.of(), ReportBook.EMPTY);

    private final long epoch;
    private final List<SwarmMember> members;
    private final ReportBook reports;

    private Swarm(long epoch, List<SwarmMember> members, ReportBook reports) {
        this.epoch = epoch;
        this.members = members;
        this.reports = reports;
    }

    public static Swarm of(SwarmSnapshot snapshot) {
        return new Swarm(snapshot.epoch(), snapshot.members(), ReportBook.of(snapshot));
    }

    public SwarmSnapshot toSnapshot() {
        return new SwarmSnapshot(epoch, members, reports.stored(), reports.storedCombined());
    }

    public Swarm after(SessionEvent.MembersChanged event) {
        Set<String> reporters = event.members().stream()
                .filter(member -> member.has(MemberRole.REPORTER))
                .map(SwarmMember::nodeId)
                .collect(Collectors.toSet());
        return new Swarm(event.epoch(), event.members(), reports.of(reporters));
    }

    /// @param standing whether an index has not been changed since the revision that the event names
    public Swarm after(SessionEvent.CostsReported event, Predicate<Integer> standing) {
        return new Swarm(epoch, members, reports.after(event, standing));
    }

    /// An update of others.
    public Swarm touchedBy(CostUpdate update) {
        ReportBook touched = reports.touchedBy(update);
        return touched == reports ? this : new Swarm(epoch, members, touched);
    }

    /// The version of the membership: raised by each change of it, 0 before the first.
    public long epoch() {
        return epoch;
    }

    /// In the order in which they joined; the cluster's nodes are not among them.
    public List<SwarmMember> members() {
        return members;
    }

    public Optional<SwarmMember> member(String nodeId) {
        return Optional.ofNullable(find(nodeId));
    }

    private @Nullable SwarmMember find(String nodeId) {
        for (SwarmMember member : members) {
            if (member.nodeId().equals(nodeId)) {
                return member;
            }
        }
        return null;
    }

    public ReportBook reports() {
        return reports;
    }
}
