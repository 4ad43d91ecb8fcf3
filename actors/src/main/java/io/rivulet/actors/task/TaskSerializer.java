// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.task;

import io.rivulet.serialization.task.TaskCodec;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/// Bytes of tasks' events and snapshots in the journal: [TaskCodec] under its manifests. The identifier and the
/// manifests are on disk: they never change.
public final class TaskSerializer extends SerializerWithStringManifest {
    static final int IDENTIFIER = 20_260_103;

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object o) {
        return TaskCodec.manifest(o);
    }

    @Override
    public byte[] toBinary(Object o) {
        return TaskCodec.encode(o);
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
        return TaskCodec.decode(manifest, bytes);
    }
}
