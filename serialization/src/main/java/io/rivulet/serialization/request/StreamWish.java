// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The object `stream_options`: short names for options, of which `options` itself knows more and goes before.
/// **Thread** one.
final class StreamWish {
    private boolean realTime = true;
    private @Nullable Boolean verification;
    private @Nullable Boolean swarm;

    void read(JsonCursor c) throws IOException {
        c.object(name -> {
            switch (name) {
                case "real_time" -> realTime = c.truth();
                case "verification_enabled" -> verification = c.truth();
                case "swarm_coordination" -> swarm = c.truth();
                default -> c.unknown();
            }
        });
    }

    boolean realTime() {
        return realTime;
    }

    void applyTo(OptionsFields options) {
        options.unlessSaid(verification, swarm);
    }
}
