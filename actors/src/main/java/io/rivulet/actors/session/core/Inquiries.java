// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.serialization.problem.Problem;

/// What clients have asked of x, of what a change would give, and of the costs, and were not answered yet; each kind
/// with its own bound.
final class Inquiries {
    final EngineReads reads;
    final EngineOrders whatIfs;
    final EngineOrders forks;
    final EngineOrders gradients;
    final CostReaders costReaders;

    Inquiries(Turn turn, Engine engine, long readMillis) {
        reads = new EngineReads(turn, engine, readMillis);
        whatIfs = new EngineOrders(turn, reads, EngineOrders.WHAT_IFS);
        forks = new EngineOrders(turn, reads, EngineOrders.FORKS);
        gradients = new EngineOrders(turn, reads, EngineOrders.GRADIENTS);
        costReaders = new CostReaders(turn);
    }

    /// A change could not be tried, or a fork not be stored: the number says whose order that was.
    void refused(Input.OrderRefused refused) {
        var answer = new Answer.Refused(refused.problem());
        whatIfs.answer(refused.reply(), answer);
        forks.answer(refused.reply(), answer);
        gradients.answer(refused.reply(), answer);
    }

    /// The engine is gone: what was under way will not come. Readers of costs need none.
    void unloaded(Problem why) {
        reads.unloaded(why);
        whatIfs.unloaded(why);
        forks.unloaded(why);
        gradients.unloaded(why);
    }

    /// Nobody will be answered here any more.
    void refuseAll(Problem why) {
        reads.refuseAll(why);
        whatIfs.unloaded(why);
        forks.unloaded(why);
        gradients.unloaded(why);
        costReaders.refuseAll(why);
    }

    boolean isEmpty() {
        return reads.isEmpty() && whatIfs.isEmpty() && forks.isEmpty() && gradients.isEmpty() && costReaders.isEmpty();
    }
}
