// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.pattern;

import io.rivulet.serialization.event.BankCodec;
import io.rivulet.serialization.event.BankEvent;
import io.rivulet.serialization.event.BankSnapshot;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/// Bytes of a bank's events and snapshots in the journal: [BankCodec] under its manifests, such as
/// `bank/patterns-stored/1`. The identifier and the manifests are on disk: they never change.
public final class BankSerializer extends SerializerWithStringManifest {
    static final int IDENTIFIER = 20_260_102;

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object o) {
        return switch (o) {
            case BankEvent event -> BankCodec.manifest(event);
            case BankSnapshot snapshot -> BankCodec.manifest(snapshot);
            default -> throw unknown(o);
        };
    }

    @Override
    public byte[] toBinary(Object o) {
        return switch (o) {
            case BankEvent event -> BankCodec.encode(event);
            case BankSnapshot snapshot -> BankCodec.encode(snapshot);
            default -> throw unknown(o);
        };
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
        return BankCodec.decode(manifest, bytes);
    }

    private static IllegalArgumentException unknown(Object o) {
        return new IllegalArgumentException("not an event or a snapshot of a bank: " + o.getClass());
    }
}
