// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.serialization.event.EventCodec;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionSnapshot;
import io.rivulet.serialization.event.SnapshotCodec;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/// Bytes of a session's events and snapshots in the journal: the codecs of `serialization` under their manifests, such
/// as `session/costs-applied/1`. The identifier and the manifests are on disk: they never change.
public final class SessionEventSerializer extends SerializerWithStringManifest {
    static final int IDENTIFIER = 20_260_101;

    private static final String SNAPSHOTS = "session/snapshot/";

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object o) {
        return switch (o) {
            case SessionEvent event -> EventCodec.manifest(event);
            case SessionSnapshot snapshot -> SnapshotCodec.manifest(snapshot);
            default -> throw unknown(o);
        };
    }

    @Override
    public byte[] toBinary(Object o) {
        return switch (o) {
            case SessionEvent event -> EventCodec.encode(event);
            case SessionSnapshot snapshot -> SnapshotCodec.encode(snapshot);
            default -> throw unknown(o);
        };
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
        return manifest.startsWith(SNAPSHOTS)
                ? SnapshotCodec.decode(manifest, bytes)
                : EventCodec.decode(manifest, bytes);
    }

    private static IllegalArgumentException unknown(Object o) {
        return new IllegalArgumentException("not an event or a snapshot of a session: " + o.getClass());
    }
}
