// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.field;

import io.rivulet.actors.field.core.FieldNews;
import io.rivulet.actors.field.core.FieldUpdate;
import io.rivulet.actors.parcel.Parcels;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// The viewers of one node: it watches each simulation once, whoever many they are, and says so again and
/// again, so that a simulation which has moved to another node finds it. **Owns** the viewers. **Survives**
/// the loss of any simulation's node. **Bounded by** the node's streams.
final class FieldHub {
    /// How often it says that it still watches.
    static final Duration RENEWAL = Duration.ofMillis(300);

    private final ActorContext<HubMessage> context;
    private final BiConsumer<String, SimulationCommand> simulations;
    private final Parcels parcels;
    private final Map<String, Watched> watched = new HashMap<>();

    private FieldHub(
            ActorContext<HubMessage> context, BiConsumer<String, SimulationCommand> simulations, Parcels parcels) {
        this.context = context;
        this.simulations = simulations;
        this.parcels = parcels;
    }

    /// @param simulations says something to the simulation of a name
    static Behavior<HubMessage> create(BiConsumer<String, SimulationCommand> simulations, Parcels parcels) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(new HubMessage.Renew(), RENEWAL);
            var hub = new FieldHub(context, simulations, parcels);
            return Behaviors.receiveMessage(hub::on);
        }));
    }

    private Behavior<HubMessage> on(HubMessage message) {
        switch (message) {
            case HubMessage.Add add -> add(add);
            case HubMessage.Change change -> change(change);
            case HubMessage.Remove remove -> remove(remove);
            case HubMessage.Look look ->
                simulations.accept(look.simulation(), new SimulationCommand.Picture(context.getSelf()));
            case HubMessage.Renew _ -> watched.values().forEach(this::watch);
            case HubMessage.FromSimulation told -> {
                Watched simulation = watched.get(told.simulation());
                if (simulation != null) {
                    told(simulation, told);
                }
            }
        }
        return Behaviors.same();
    }

    private void add(HubMessage.Add add) {
        Watched simulation = watched.computeIfAbsent(add.simulation(), name -> new Watched(name, add.settings()));
        simulation.add(add);
        watch(simulation);
    }

    private void change(HubMessage.Change change) {
        Watched simulation = watched.get(change.simulation());
        if (simulation != null) {
            simulation.change(change);
            watch(simulation);
        }
    }

    private void remove(HubMessage.Remove remove) {
        Watched simulation = watched.get(remove.simulation());
        if (simulation == null) {
            return;
        }
        simulation.remove(remove.viewer());
        if (simulation.isEmpty()) {
            watched.remove(simulation.name());
            simulations.accept(simulation.name(), new SimulationCommand.Unwatch(context.getSelf(), remove.keep()));
        } else {
            watch(simulation);
        }
    }

    private void watch(Watched simulation) {
        simulations.accept(simulation.name(), simulation.watch(context.getSelf()));
    }

    private void told(Watched simulation, HubMessage.FromSimulation told) {
        switch (told) {
            case HubMessage.Watching watching -> simulation.joined(watching);
            case HubMessage.Updates updates -> {
                for (FieldUpdate update : updates.updates()) {
                    simulation.updated(update);
                }
            }
            case HubMessage.Pictured pictured -> simulation.tellAll(new FieldNews.Pictured(pictured.snapshot()));
            case HubMessage.Wrapped wrapped ->
                context.pipeToSelf(
                        parcels.unwrap(wrapped.parcel(), HubMessage.Pictured.class),
                        (pictured, failure) -> failure == null
                                ? pictured
                                // It is asked for again when the next one is due.
                                : new HubMessage.Updates(wrapped.simulation(), List.of()));
            case HubMessage.Failed failed -> {
                watched.remove(simulation.name());
                simulation.tellAll(new FieldNews.Failed(failed.words()));
            }
        }
    }
}
