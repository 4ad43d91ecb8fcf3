// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.pattern;

import io.rivulet.actors.pattern.core.BankOrder;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// A search that is under way.
/// **Thread** that of the turn.
final class SearchTurn {
    final BankOrder.Sought order;
    final ActorRef<BankCommand.Answered> replyTo;
    final long startNanos;

    /// Made in the first turn.
    @Nullable
    SlicedWork work;

    SearchTurn(BankOrder.Sought order, ActorRef<BankCommand.Answered> replyTo, long startNanos) {
        this.order = order;
        this.replyTo = replyTo;
        this.startNanos = startNanos;
    }
}
