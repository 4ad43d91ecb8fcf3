// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rivulet.actors.session.core.SessionState;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionSnapshot;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionEventSerializerTest {
    private final SessionEventSerializer serializer = new SessionEventSerializer();

    @Test
    void eventsAndSnapshotsAreStoredUnderManifestsWithAVersion() {
        SessionEvent event = new SessionEvent.Taken(3, "node-1", 8_192);
        assertThat(serializer.manifest(event)).isEqualTo("session/taken/1");
        assertThat(serializer.fromBinary(serializer.toBinary(event), "session/taken/1"))
                .isEqualTo(event);
        SessionSnapshot snapshot = SessionState.EMPTY
                .after(Requests.opened())
                .after(event)
                .after(new SessionEvent.CostsApplied(1, 5, List.of(Requests.delta("s", 1, 2, 0.5)), 8_192))
                .toSnapshot();
        assertThat(serializer.manifest(snapshot)).isEqualTo("session/snapshot/1");
        assertThat(serializer.fromBinary(serializer.toBinary(snapshot), "session/snapshot/1"))
                .isEqualTo(snapshot);
        assertThat(serializer.identifier()).isEqualTo(20_260_101);
    }

    @Test
    void anythingElseIsRefused() {
        assertThatThrownBy(() -> serializer.manifest("text")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> serializer.toBinary("text")).isInstanceOf(IllegalArgumentException.class);
    }
}
