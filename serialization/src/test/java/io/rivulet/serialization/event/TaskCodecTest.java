// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rivulet.serialization.task.StoredTask;
import io.rivulet.serialization.task.TaskCodec;
import io.rivulet.serialization.task.TaskEvent;
import io.rivulet.serialization.task.TaskKind;
import io.rivulet.serialization.task.TaskSnapshot;
import io.rivulet.serialization.task.TaskState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Bytes of tasks, as they were first written.
class TaskCodecTest {
    private static final long AT = 1_767_323_045_678L;
    private static final byte[] DATA = json("{\"current\":[1,2],\"candidates\":[]}");
    private static final TaskEvent.Submitted SUBMITTED =
            new TaskEvent.Submitted("t-1", "größer", TaskKind.PATTERN_MATCH, DATA, json("{\"a\":1}"), 7, 300, AT);
    private static final TaskEvent.Leased LEASED = new TaskEvent.Leased("t-1", "l-1", 1, "a1", AT + 1);
    private static final TaskEvent.Finished FINISHED =
            new TaskEvent.Finished("t-1", "l-1", "a1", true, json("{\"matches\":[]}"), null, 12.5, AT + 2);

    private static byte[] json(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, TaskEvent> events() {
        var all = new LinkedHashMap<String, TaskEvent>();
        all.put("submitted-1", SUBMITTED);
        all.put(
                "submitted-bare-1",
                new TaskEvent.Submitted("t-2", "me", TaskKind.NEURAL_TRAINING, DATA, null, 0, 1, 0));
        all.put("leased-1", LEASED);
        all.put("returned-1", new TaskEvent.Returned("t-1", "l-1", "a1", "its connection ended", true, false, AT));
        all.put("returned-dead-1", new TaskEvent.Returned("t-1", "l-3", "a1", "it does not answer", true, true, AT));
        all.put("finished-1", FINISHED);
        all.put(
                "finished-failed-1",
                new TaskEvent.Finished("t-1", "l-1", "a1", false, null, "/current is empty", 0.25, AT));
        all.put("cancelled-1", new TaskEvent.Cancelled("t-1", AT));
        return all;
    }

    private static TaskSnapshot snapshot() {
        StoredTask queued = StoredTask.of(SUBMITTED);
        StoredTask leased = queued.changed(TaskState.LEASED, 1, "l-1", "a1", AT + 1, null);
        StoredTask again = leased.changed(TaskState.QUEUED, 1, null, "a1", AT + 2, "its connection ended");
        return new TaskSnapshot(
                List.of(queued, leased, again),
                List.of(leased.finished(FINISHED).withoutData()));
    }

    @Test
    void everyEventKeepsItsBytesAndComesBack() throws IOException {
        for (Map.Entry<String, TaskEvent> sample : events().entrySet()) {
            TaskEvent event = sample.getValue();
            byte[] bytes = Golden.compare("task-" + sample.getKey(), TaskCodec.encode(event));
            String manifest = TaskCodec.manifest(event);
            assertThat("task-" + sample.getKey())
                    .startsWith(manifest.substring(0, manifest.length() - 2).replace('/', '-'));
            assertThat(TaskCodec.decode(manifest, bytes))
                    .usingRecursiveComparison()
                    .isEqualTo(event);
        }
    }

    @Test
    void aSnapshotKeepsItsBytesAndComesBack() throws IOException {
        byte[] bytes = Golden.compare("task-snapshot-1", TaskCodec.encode(snapshot()));
        assertThat(TaskCodec.decode("task/snapshot/1", bytes))
                .usingRecursiveComparison()
                .isEqualTo(snapshot());
    }

    @Test
    void whatIsCutOrUnknownIsRefused() {
        byte[] whole = TaskCodec.encode(snapshot());
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatExceptionOfType(CodecException.class)
                    .as("%d of %d bytes", length, whole.length)
                    .isThrownBy(() -> TaskCodec.decode("task/snapshot/1", cut));
        }
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> TaskCodec.decode("task/snapshot/2", whole));
    }
}
