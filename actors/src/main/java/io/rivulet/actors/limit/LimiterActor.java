// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.limit;

import io.rivulet.actors.limit.core.LimiterState;
import io.rivulet.actors.limit.core.Quota;
import io.rivulet.actors.limit.core.StreamGrant;
import io.rivulet.actors.limit.core.StreamOrder;
import io.rivulet.actors.limit.core.TokenGrant;
import io.rivulet.actors.limit.core.TokenOrder;
import io.rivulet.actors.wire.ClusterMessage;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/// The limiter of one caller, somewhere in the cluster. It is forgotten when nobody has asked it for as long as it
/// remembers; one that moves to another node begins anew there, with the streams that gateways tell it of.
public final class LimiterActor {
    /// Messages of a limiter.
    public sealed interface Command {}

    /// What comes from gateways.
    public sealed interface FromGateway extends Command, ClusterMessage {}

    /// A gateway settles a lease and asks for another.
    public record Lease(TokenOrder order, ActorRef<Leased> replyTo) implements FromGateway {}

    /// A gateway tells its streams, or asks for one more.
    public record Hold(StreamOrder order, ActorRef<Held> replyTo) implements FromGateway {}

    private record Idle() implements Command {}

    record Stop() implements Command {}

    public record Leased(TokenGrant grant) implements ClusterMessage {}

    public record Held(StreamGrant grant) implements ClusterMessage {}

    /// As long as the usual windows remember, and a minute; a request a day is none that a limit is for.
    private static final Duration MEMORY = Duration.ofSeconds(Quota.HOUR + Quota.MINUTE);

    private LimiterActor() {}

    static Behavior<Command> create(ActorRef<ClusterSharding.ShardCommand> shard, LongSupplier nanoTime) {
        return Behaviors.setup(context -> {
            var state = new LimiterState();
            context.setReceiveTimeout(MEMORY, new Idle());
            return Behaviors.receiveMessage(command -> switch (command) {
                case Lease lease -> {
                    lease.replyTo().tell(new Leased(state.lease(lease.order(), nanoTime.getAsLong())));
                    yield Behaviors.same();
                }
                case Hold hold -> {
                    hold.replyTo().tell(new Held(state.hold(hold.order(), nanoTime.getAsLong())));
                    yield Behaviors.same();
                }
                case Idle _ -> {
                    shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
                    yield Behaviors.same();
                }
                case Stop _ -> Behaviors.stopped();
            });
        });
    }
}
