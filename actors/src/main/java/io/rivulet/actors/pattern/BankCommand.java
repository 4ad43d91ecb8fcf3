// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.pattern;

import io.rivulet.actors.pattern.core.BankAnswer;
import io.rivulet.actors.pattern.core.BankOrder;
import io.rivulet.actors.wire.ClusterMessage;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// What the rest of the system may say to a [BankActor].
public sealed interface BankCommand {
    /// An order of the owner, answered by one [Answered].
    record Ask(BankOrder order, ActorRef<Answered> replyTo) implements BankCommand, ClusterMessage {}

    /// The one reply to all.
    record Answered(BankAnswer answer) implements ClusterMessage {}

    /// It moves, or nobody has asked for a while.
    record Stop() implements BankCommand, ClusterMessage {}

    record Idle() implements BankCommand {}

    record LedgerSaid(BankLedger.Report report) implements BankCommand {}

    record LedgerEnded(long number) implements BankCommand {}

    record RestartLedger() implements BankCommand {}

    /// The index holds what was on disk when ledger `number` had read it.
    record Indexed(long number) implements BankCommand {}

    /// A turn on the compute pool has ended; `answer` null: there is more to do.
    record Turned(
            SearchTurn turn,
            @Nullable BankAnswer answer,
            @Nullable Throwable failure) implements BankCommand {}
}
