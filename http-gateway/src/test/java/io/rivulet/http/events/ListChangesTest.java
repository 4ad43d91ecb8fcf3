// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rivulet.serialization.view.LiveSession;
import io.rivulet.serialization.view.SessionRow;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ListChangesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final UUID A = new UUID(0, 1);
    private static final UUID B = new UUID(0, 2);

    private final ListChanges changes = new ListChanges();

    private static LiveSession session(UUID id, long revision, LiveSession.@Nullable Now now) {
        return new LiveSession(
                new SessionRow(
                        id, "alice", "live", true, "n", 1, 0, 0, -1, null, Map.of(), 3, "cg", revision, null, null),
                now);
    }

    private @Nullable JsonNode after(LiveSession... rows) throws Exception {
        var line = changes.after(new LiveViews.Listed(List.of(rows), false), 0);
        return line.isEmpty() ? null : JSON.readTree(line.get());
    }

    @Test
    void theFirstLineIsTheWholeListAlsoWhereItIsEmpty() throws Exception {
        JsonNode line = after();
        assertThat(line.get("whole").asBoolean()).isTrue();
        assertThat(line.get("rows")).isEmpty();
        assertThat(after()).isNull();
    }

    @Test
    void onlyWhatDiffersIsTold() throws Exception {
        after(session(A, 0, null), session(B, 0, null));
        assertThat(after(session(A, 0, null), session(B, 0, null))).isNull();
        JsonNode changed = after(session(A, 1, null), session(B, 0, null));
        assertThat(changed.get("whole").asBoolean()).isFalse();
        assertThat(changed.get("rows")).hasSize(1);
        assertThat(changed.get("rows").get(0).get("revision").asLong()).isEqualTo(1);
        JsonNode gone = after(session(B, 0, null));
        assertThat(gone.get("rows")).isEmpty();
        assertThat(gone.get("gone").get(0).asText()).isEqualTo(A.toString());
    }

    @Test
    void whatASessionSaysOfItselfIsPartOfIt() throws Exception {
        var now = new LiveSession.Now("solving", "cg", 0, 10, 1e-3, null, false, List.of(1.0, 1e-3));
        after(session(A, 0, null));
        JsonNode line = after(session(A, 0, now));
        assertThat(line.at("/rows/0/now/iterations").asLong()).isEqualTo(10);
        assertThat(line.at("/rows/0/now/residuals")).hasSize(2);
        assertThat(after(session(A, 0, now))).isNull();
    }
}
