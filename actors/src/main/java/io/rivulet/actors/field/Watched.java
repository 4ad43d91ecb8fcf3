// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.field;

import io.rivulet.actors.field.core.FieldNews;
import io.rivulet.actors.field.core.FieldUpdate;
import io.rivulet.actors.field.core.Interest;
import io.rivulet.actors.field.core.SimulationSettings;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// One simulation as its viewers at one node see it.
/// **Thread** one.
final class Watched {
    private static final class Viewer {
        private final Consumer<FieldNews> told;
        private Interest interest;
        /// What it wants once the version of the wishes that says so has been answered.
        private @Nullable Interest next;

        private long nextSince;
        /// The version of the wishes that has to be answered before it is on.
        private final long since;
        private long lastStep;
        private boolean on;

        private Viewer(Consumer<FieldNews> told, Interest interest, long since, long lastStep) {
            this.told = told;
            this.interest = interest;
            this.since = since;
            this.lastStep = lastStep;
        }
    }

    private final String name;
    private final SimulationSettings settings;
    private final Map<Long, Viewer> viewers = new LinkedHashMap<>();
    private long version;
    private long lastStep = -1;

    Watched(String name, SimulationSettings settings) {
        this.name = name;
        this.settings = settings;
    }

    String name() {
        return name;
    }

    boolean isEmpty() {
        return viewers.isEmpty();
    }

    void add(HubMessage.Add add) {
        version++;
        viewers.put(add.viewer(), new Viewer(add.told(), add.interest(), version, add.after()));
    }

    void change(HubMessage.Change change) {
        Viewer viewer = viewers.get(change.viewer());
        if (viewer != null) {
            version++;
            viewer.next = change.interest();
            viewer.nextSince = version;
        }
    }

    void remove(long viewer) {
        viewers.remove(viewer);
        version++;
    }

    /// What is wanted now. Who comes back wants what it has missed, too.
    SimulationCommand.Watch watch(ActorRef<HubMessage> hub) {
        List<Viewer> back = viewers.values().stream()
                .filter(each -> !each.on && each.lastStep >= 0)
                .toList();
        long after = back.stream().mapToLong(each -> each.lastStep).min().orElse(lastStep);
        return new SimulationCommand.Watch(
                settings,
                hub,
                version,
                lastStep >= 0 ? Math.min(after, lastStep) : after,
                interest(back),
                interest(viewers.values()));
    }

    private static Interest interest(Collection<Viewer> of) {
        return Interest.all(of.stream()
                .map(each -> each.next == null ? each.interest : each.next)
                .toList());
    }

    void joined(HubMessage.Watching watching) {
        for (Viewer viewer : viewers.values()) {
            if (!viewer.on && viewer.since <= watching.version()) {
                viewer.on = true;
                boolean comesBack = viewer.lastStep >= 0;
                viewer.lastStep = comesBack ? viewer.lastStep : watching.step();
                viewer.told.accept(new FieldNews.Joined(watching.step(), !comesBack || watching.covered()));
            }
        }
        for (Viewer viewer : viewers.values()) {
            Interest next = viewer.next;
            if (next != null && viewer.nextSince <= watching.version()) {
                viewer.next = null;
                viewer.interest = next;
                viewer.told.accept(
                        new FieldNews.Changed(watching.step(), next.every().first()));
            }
        }
        if (lastStep < 0) {
            lastStep = watching.step();
        }
    }

    void updated(FieldUpdate update) {
        lastStep = Math.max(lastStep, update.step());
        for (Viewer viewer : viewers.values()) {
            if (viewer.on && update.step() > viewer.lastStep) {
                viewer.lastStep = update.step();
                if (viewer.interest.tells(update.step(), update.last())) {
                    viewer.told.accept(new FieldNews.Updated(update));
                }
            }
        }
    }

    void tellAll(FieldNews news) {
        viewers.values().forEach(each -> each.told.accept(news));
    }
}
