// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import static io.rivulet.actors.session.Failures.get;
import static io.rivulet.actors.session.Failures.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.field.Fields;
import io.rivulet.actors.field.core.FieldNews;
import io.rivulet.actors.field.core.FieldSnapshot;
import io.rivulet.actors.field.core.FieldUpdate;
import io.rivulet.actors.field.core.SimulationSettings;
import io.rivulet.actors.store.StoreSettings;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Simulations as their viewers see them, on one node and on several.
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FieldSimulationsTest {
    private static SimulationSettings settings(int grid, long steps, int stepMillis) {
        return new SimulationSettings(
                7, grid, 0.18, 0.25, true, SimulationSettings.Reaction.CLASSIC, 0, -60, steps, stepMillis);
    }

    /// Keeps what it is told.
    private static final class Viewer implements Consumer<FieldNews> {
        final BlockingQueue<FieldNews> all = new LinkedBlockingQueue<>();
        final List<FieldUpdate> updates = new CopyOnWriteArrayList<>();
        volatile FieldNews.Joined joined;
        volatile FieldSnapshot picture;
        volatile String failed;

        @Override
        public void accept(FieldNews news) {
            switch (news) {
                case FieldNews.Joined now -> joined = now;
                case FieldNews.Updated(FieldUpdate update) -> updates.add(update);
                case FieldNews.Changed _ -> {}
                case FieldNews.Pictured(FieldSnapshot snapshot) -> picture = snapshot;
                case FieldNews.Failed(String words) -> failed = words;
            }
            all.add(news);
        }

        FieldUpdate lastOf(long total) throws Exception {
            until(() -> !updates.isEmpty() && updates.getLast().step() == total);
            return updates.getLast();
        }
    }

    private static double figure(TestNode node, String name) {
        Matcher line = Pattern.compile("^" + name + " ([0-9.E+-]+)$", Pattern.MULTILINE)
                .matcher(node.sessions.telemetry().meters().text());
        return line.find() ? Double.parseDouble(line.group(1)) : 0;
    }

    @Test
    void viewersShareOneComputationAndSeeTheSame() throws Exception {
        try (TestNode node = TestNode.start(StoreSettings.inMemory("fields-" + UUID.randomUUID()))) {
            Fields fields = node.sessions.fields();
            SimulationSettings settings = settings(32, 60, 10);
            Viewer each = new Viewer();
            Viewer third = new Viewer();
            fields.watch("shared-a", settings, 1, false, -1, each);
            fields.watch("shared-a", settings, 3, true, -1, third);
            each.lastOf(60);
            third.lastOf(60);
            assertThat(each.all.peek()).isInstanceOf(FieldNews.Joined.class);
            assertThat(figure(node, "rivulet_field_simulations")).isEqualTo(1);
            assertThat(figure(node, "rivulet_field_steps_total")).isEqualTo(60);
            long first = each.joined.step();
            assertThat(each.updates).hasSize((int) (60 - first));
            for (FieldUpdate update : third.updates) {
                assertThat(update.step() % 3).isZero();
                assertThat(update.potential()).hasSize(32 * 32 * Short.BYTES);
                each.updates.stream()
                        .filter(other -> other.step() == update.step())
                        .forEach(other -> assertThat(other.features()).isEqualTo(update.features()));
            }
            // Whoever comes when it is over is told the state.
            Viewer late = new Viewer();
            Fields.View view = fields.watch("shared-a", settings, 1, false, 50, late);
            late.lastOf(60);
            assertThat(late.joined).isEqualTo(new FieldNews.Joined(60, true));
            assertThat(late.updates)
                    .extracting(FieldUpdate::step)
                    .containsExactly(51L, 52L, 53L, 54L, 55L, 56L, 57L, 58L, 59L, 60L);
            view.look();
            until(() -> late.picture != null);
            assertThat(late.picture.update().step()).isEqualTo(60);
            assertThat(late.picture.activator()).hasSize(32 * 32 * Short.BYTES);
        }
    }

    @Test
    void withoutViewersItStandsStillAndGoesOnWithThem() throws Exception {
        try (TestNode node = TestNode.start(StoreSettings.inMemory("fields-" + UUID.randomUUID()))) {
            Fields fields = node.sessions.fields();
            SimulationSettings settings = settings(16, 0, 1);
            Viewer viewer = new Viewer();
            Fields.View view = fields.watch("shared-b", settings, 1, false, -1, viewer);
            until(() -> viewer.updates.size() > 20);
            view.leave(true);
            until(() -> get(fields.store().read("shared-b")).isPresent());
            long stood = get(fields.store().read("shared-b")).orElseThrow().step();
            Viewer again = new Viewer();
            fields.watch(
                    "shared-b", settings, 1, false, viewer.updates.getLast().step(), again);
            until(() -> again.joined != null);
            assertThat(again.joined.step()).isBetween(stood, stood + 8);
            assertThat(again.joined.covered()).isTrue();
            until(() -> again.updates.size() > 20);
            assertThat(again.updates.getFirst().step())
                    .isEqualTo(viewer.updates.getLast().step() + 1);
        }
    }

    @Test
    void whatNobodyComesBackToIsForgotten() throws Exception {
        try (TestNode node = TestNode.start(StoreSettings.inMemory("fields-" + UUID.randomUUID()))) {
            Fields fields = node.sessions.fields();
            Viewer viewer = new Viewer();
            Fields.View view = fields.watch("own-c", settings(16, 0, 1), 1, false, -1, viewer);
            until(() -> viewer.updates.size() > 5);
            view.leave(false);
            until(() -> figure(node, "rivulet_field_simulations") == 0);
            assertThat(node.stores.memory().usedBytes()).isZero();
            Viewer next = new Viewer();
            fields.watch("own-c", settings(16, 20, 1), 1, false, -1, next);
            next.lastOf(20);
            assertThat(next.joined.step()).isZero();
        }
    }

    @Test
    void aNodeWithoutMemorySaysSo() throws Exception {
        try (TestNode node = TestNode.start(StoreSettings.inMemory("fields-" + UUID.randomUUID()), "", 1 << 20)) {
            Viewer viewer = new Viewer();
            node.sessions.fields().watch("own-d", settings(256, 0, 1), 1, false, -1, viewer);
            until(() -> viewer.failed != null);
            assertThat(viewer.failed).contains("no memory");
        }
    }

    /// The node that computes is lost in the middle. Of three, so that those that are left are more.
    @Test
    void aLostNodeChangesNothingOfTheField() throws Exception {
        TestNode first = TestNode.start(StoreSettings.inMemory("fields-" + UUID.randomUUID()));
        TestNode second = TestNode.join(first, "node-2");
        TestNode third = TestNode.join(first, "node-3");
        List<TestNode> nodes = List.of(first, second, third);
        try {
            SimulationSettings settings = settings(32, 1_000, 8);
            Viewer undisturbed = new Viewer();
            // Names are tried until the run is at another node than its viewer.
            Viewer viewer = new Viewer();
            Fields.View view = null;
            String name = "";
            for (int k = 0; figure(third, "rivulet_field_simulations") == 0; k++) {
                if (view != null) {
                    view.leave(false);
                }
                Viewer next = new Viewer();
                viewer = next;
                name = "own-e" + k;
                view = first.sessions.fields().watch(name, settings, 1, false, -1, next);
                until(() -> !next.updates.isEmpty());
            }
            Viewer seeing = viewer;
            String run = name;
            until(() -> seeing.updates.size() > 350);
            until(() -> get(first.sessions.fields().store().read(run)).isPresent());
            // Its database is the others' too, so that it is left open.
            third.system.terminate();
            get(third.system.getWhenTerminated());
            first.sessions.fields().watch("own-again", settings(32, 1_000, 1), 1, false, -1, undisturbed);
            FieldUpdate end = seeing.lastOf(1_000);
            FieldUpdate expected = undisturbed.lastOf(1_000);
            assertThat(end.features()).isEqualTo(expected.features());
            assertThat(end.growthEvents()).isEqualTo(expected.growthEvents());
            assertThat(seeing.updates).extracting(FieldUpdate::step).isSorted().doesNotHaveDuplicates();
            // It went on from a checkpoint: else all steps were done once more.
            double steps = figure(first, "rivulet_field_steps_total") + figure(second, "rivulet_field_steps_total");
            assertThat(steps).isLessThan(2_000);
        } finally {
            nodes.forEach(TestNode::close);
        }
    }
}
