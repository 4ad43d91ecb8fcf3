// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import java.nio.charset.StandardCharsets;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;

/// The smallest event-sourced thing: counts its events. An answer is an acknowledgement.
final class Counter extends EventSourcedBehavior<Counter.Add, byte[], Long> {
    static final String CONFIG = """
            pekko.loglevel = WARNING
            pekko.stdout-loglevel = OFF
            pekko.coordinated-shutdown.run-by-actor-system-terminate = on
            pekko.coordinated-shutdown.exit-jvm = off
            pekko.actor.allow-java-serialization = off
            """;

    record Add(ActorRef<Long> replyTo) {}

    private Counter(String id) {
        super(PersistenceId.ofUniqueId(id));
    }

    static Behavior<Add> create(String id) {
        return new Counter(id);
    }

    @Override
    public Long emptyState() {
        return 0L;
    }

    @Override
    public CommandHandler<Add, byte[], Long> commandHandler() {
        return (state, add) -> Effect()
                .persist(Long.toString(state + 1).getBytes(StandardCharsets.UTF_8))
                .thenReply(add.replyTo(), after -> after);
    }

    @Override
    public EventHandler<Long, byte[]> eventHandler() {
        return (state, event) -> {
            long number = Long.parseLong(new String(event, StandardCharsets.UTF_8));
            if (number != state + 1) {
                throw new IllegalStateException("event " + number + " after " + state);
            }
            return number;
        };
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(50, 2).withDeleteEventsOnSnapshot();
    }
}
